using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.ContPte;
using RaceSim.Kernel.Paths.Tables;
using RaceSim.Kernel.Paths.Tlbs;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.Observers;

/// <summary>Reclaim of a page that its owner has declared free (MADV_FREE): <c>try_to_unmap_one</c>, the branch of a folio that is not swap-backed (mm/rmap.c, v6.16).</summary>
internal static class LazyfreePaths
{
    /// <summary>
    /// Clears the entry, and discards the page if its references are those of its mappings and the caller's own: the reference count is read first, the mapcount second, the dirty
    /// flag last. Otherwise puts the entry back.
    /// </summary>
    public static async KernelPath DiscardLazyfree(Cpu cpu, Mm scanned, Folio folio, int va)
    {
        await cpu.Add(folio.Refcount, 1); // isolated from the LRU
        if (!await cpu.TryLock(folio.Lock))
        {
            await cpu.Add(folio.Refcount, -1);
            return;
        }

        var table = await TablePaths.Find(cpu, scanned, va) ?? throw new ModelException($"{scanned.Name} has no page table at page {va}");
        await cpu.Lock(table.Ptl);
        var pte = await cpu.LoadPte(table.At(va));
        if (pte.IsPresent && pte.Pfn == folio.Pfn)
        {
            await TryToDiscard(cpu, table, folio, va);
        }

        await cpu.Unlock(table.Ptl);
        await cpu.Unlock(folio.Lock);
        await cpu.Add(folio.Refcount, -1);
    }

    private static async KernelPath TryToDiscard(Cpu cpu, PageTable table, Folio folio, int va)
    {
        var old = await PteHelpers.PtepGetAndClear(cpu, table, va);
        await FlushTlbPaths.FlushTlbRange(cpu, table.Mm, va, va + 1);
        await cpu.Barrier(MemoryOrder.Full); // against GUP-fast
        var references = await cpu.Load(folio.Refcount);
        var mapcount = await cpu.Load(folio.Mapcount(0));
        await cpu.Barrier(MemoryOrder.ReadBarrier);
        var isDirty = old.IsDirty || await cpu.Load(folio.Dirty) != 0;
        var isAlone = !isDirty && references == 1 + mapcount;
        cpu.Machine.Ledger?.Return(new ReturnedValue(cpu.Id, "lazyfree", va, isAlone ? 1 : 0));
        if (!isAlone)
        {
            await PteHelpers.SetPtes(cpu, table, va, old, 1);
            return;
        }

        cpu.Machine.Reach(cpu.Kernel.Events.ObserverDecided);
        await cpu.Store(folio.NoForeignReference, 1);
        await cpu.Store(folio.NoForeignReference, 0);
        await cpu.Add(table.Mm.Rss(RssKind.Anon), -1);
        await cpu.Add(folio.Mapcount(0), -1);
        await cpu.Add(folio.Refcount, -1);
    }
}
