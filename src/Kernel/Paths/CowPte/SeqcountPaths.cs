using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.CowPte;

/// <summary><c>raw_write_seqcount_begin</c> and <c>raw_write_seqcount_end</c> of <c>mm->write_protect_seq</c>: plain increments, for which the caller has to exclude other writers (include/linux/seqlock.h).</summary>
internal static class SeqcountPaths
{
    /// <summary>From here on GUP-fast goes the slow way.</summary>
    public static async KernelPath Begin(Cpu cpu, Mm mm)
    {
        var seq = await cpu.Load(mm.WriteProtectSeq, MemoryOrder.Plain);
        await cpu.Take(SeqcountEffect.Instance, OperationKind.Local, mm.Id, ((seq + 1) << 1) | 1);
    }

    /// <summary>The end of that.</summary>
    public static async KernelPath End(Cpu cpu, Mm mm)
    {
        var seq = await cpu.Load(mm.WriteProtectSeq, MemoryOrder.Plain);
        await cpu.Take(SeqcountEffect.Instance, OperationKind.Local, mm.Id, (seq + 1) << 1);
    }
}
