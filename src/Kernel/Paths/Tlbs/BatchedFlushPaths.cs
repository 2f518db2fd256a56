using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.ContPte;

namespace RaceSim.Kernel.Paths.Tlbs;

/// <summary>
/// Flushes that reclaim and migration put off until they have removed all entries of a folio, and the mark by which others learn of them (CONFIG_ARCH_WANT_BATCHED_UNMAP_TLB_FLUSH;
/// mm/rmap.c, v6.16). Where no CPU has a TLB nothing can be put off.
/// </summary>
internal static class BatchedFlushPaths
{
    private const int FlushedShift = 16;
    private const long PendingMask = (1 << FlushedShift) - 1;

    /// <summary>
    /// Removes entries and puts their flush off (<c>get_and_clear_full_ptes</c> and <c>set_tlb_ubc_flush_pending</c>); without a batch flushes at once.
    /// </summary>
    public static async KernelPath<Pte> ClearAndDefer(Cpu cpu, PageTable table, int va, int count, UnmapBatch? batch)
    {
        var old = await PteHelpers.GetAndClearFullPtes(cpu, table, va, count);
        if (batch is null || cpu.Kernel.Tlbs.All.Count == 0)
        {
            await FlushTlbPaths.FlushTlbRange(cpu, table.Mm, va, va + count); // Counted, where costs are, even if there is no TLB.
            return old;
        }

        batch.Add(table.Mm, old);
        await cpu.Add(table.Mm.TlbFlushBatched, 1);
        return old;
    }

    /// <summary><c>try_to_unmap_flush</c>: makes the flushes that were put off.</summary>
    public static async KernelPath TryToUnmapFlush(Cpu cpu, UnmapBatch batch)
    {
        foreach (var mm in batch.Pending)
        {
            await FlushTlbPaths.FlushTlbRange(cpu, mm, 0, mm.Pages);
        }

        batch.Clear();
    }

    /// <summary><c>try_to_unmap_flush_dirty</c>: only if a CPU may still store to a page.</summary>
    public static async KernelPath TryToUnmapFlushDirty(Cpu cpu, UnmapBatch batch)
    {
        if (batch.IsWritable)
        {
            await TryToUnmapFlush(cpu, batch);
        }
    }

    /// <summary>
    /// <c>flush_tlb_batched_pending</c>: makes the flushes that somebody else has put off for this address space, because entries that are found empty may still be translated. Under the page-table lock.
    /// </summary>
    public static async KernelPath FlushTlbBatchedPending(Cpu cpu, Mm mm)
    {
        if (!cpu.Kernel.DefersFlushes || cpu.Kernel.Build.Has(UnmapMutation.NoBatchedDrain))
        {
            return;
        }

        var batch = await cpu.Load(mm.TlbFlushBatched);
        var pending = batch & PendingMask;
        if (pending == batch >> FlushedShift)
        {
            return;
        }

        cpu.Machine.Reach(cpu.Kernel.Events.BatchedDrain);
        await FlushTlbPaths.FlushTlbRange(cpu, mm, 0, mm.Pages);
        await cpu.Rmw(mm.TlbFlushBatched, RmwKind.CompareExchange, pending | (pending << FlushedShift), batch); // Another one may have come meanwhile.
    }
}
