using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.Tlbs;

/// <summary><c>flush_tlb_range</c>, <c>flush_tlb_mm</c> and what a CPU does when it is asked to flush (arch/x86/mm/tlb.c, v6.16).</summary>
internal static class FlushTlbPaths
{
    /// <summary>Flushes a range of pages on every CPU of the mm and waits until all have.</summary>
    public static async KernelPath FlushTlbRange(Cpu cpu, Mm mm, int start, int end)
    {
        var tlbs = cpu.Kernel.Tlbs;
        cpu.Machine.Ledger?.Invalidate();
        if (tlbs.All.Count > 0)
        {
            await cpu.Take(FlushEffect.Instance, OperationKind.Flush, mm.Id, FlushEffect.Range(start, end));
            tlbs.Settle(cpu, mm, start, end);
        }
    }

    /// <summary>Drops a page from the own TLB only (<c>flush_tlb_fix_spurious_fault</c>).</summary>
    public static async KernelPath FlushTlbFixSpuriousFault(Cpu cpu, Mm mm, int va)
    {
        await cpu.Take(FlushEffect.Instance, OperationKind.Local, mm.Id, FlushEffect.Range(va, va + 1));
    }

    /// <summary>The interrupt that another CPU's shootdown sends; waits while interrupts are off.</summary>
    public static async KernelPath FlushTlbInterrupt(Cpu cpu)
    {
        var range = cpu.Argument2;
        var tlb = cpu.Kernel.Tlbs.Of(cpu)!;
        if (!cpu.Kernel.Tlbs.InterruptsCanBeOff)
        {
            await cpu.Take(FlushEffect.Instance, OperationKind.FlushInterrupt, tlb.Mm.Id, range);
            return;
        }

        await cpu.Lock(tlb.InterruptLock);
        await cpu.Take(FlushEffect.Instance, OperationKind.Local, tlb.Mm.Id, range);
        await cpu.Unlock(tlb.InterruptLock);
        await cpu.Take(FlushEffect.Instance, OperationKind.FlushInterrupt, tlb.Mm.Id, FlushEffect.Range(0, 0));
    }
}
