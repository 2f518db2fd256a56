using RaceSim.Kernel.Cpus;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.CowPte;

/// <summary>
/// The store of <c>raw_write_seqcount_begin</c> or <c>raw_write_seqcount_end</c>, with a mark of how many writers are inside for the check that there is one at most. Argument: number of
/// the mm; Argument2: the value stored times 2, plus 1 for a begin.
/// </summary>
internal sealed class SeqcountEffect : StepEffect
{
    /// <summary>Stateless.</summary>
    public static readonly SeqcountEffect Instance = new();

    public override void Announce(Cpu cpu, ref Operation operation)
    {
        operation.Cell = cpu.Kernel.Mms[cpu.Argument].WriteProtectSeq.Id;
        operation.Mode = AccessMode.Write;
        operation.Observers = cpu.Cells.Observers(operation.Cell);
    }

    public override long Perform(Cpu cpu, int value)
    {
        var mm = cpu.Kernel.Mms[cpu.Argument];
        var change = (cpu.Argument2 & 1) != 0 ? 1 : -1;
        cpu.Cells.Write(mm.WriteProtectSeq, cpu.Argument2 >> 1);
        cpu.Cells.Write(mm.SeqWriters, cpu.Cells.Read(mm.SeqWriters) + change);
        return 0;
    }
}
