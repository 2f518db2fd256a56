using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.ContPte;
using RaceSim.Kernel.Paths.Tables;
using RaceSim.Kernel.Paths.Tlbs;
using RaceSim.Kernel.Paths.Unmap;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.Observers;

/// <summary>Reclaim of pages that their owner has declared free (MADV_FREE): <c>try_to_unmap_one</c>, the branch of a folio that is not swap-backed (mm/rmap.c, v6.16).</summary>
internal static class LazyfreePaths
{
    /// <summary>
    /// Clears the entries of a folio whose first page is at <paramref name="va"/> in one mm, and discards it if its references are those of its mappings and the caller's own and it is not dirty.
    /// Otherwise puts the entries back.
    /// </summary>
    public static async KernelPath DiscardLazyfree(Cpu cpu, Mm scanned, Folio folio, int va)
    {
        if (await cpu.Rmw(folio.Refcount, RmwKind.AddUnlessZero, 1) == 0) // isolated from the LRU: folio_try_get
        {
            return;
        }

        if (!await cpu.TryLock(folio.Lock))
        {
            await cpu.Add(folio.Refcount, -1);
            return;
        }

        var batch = cpu.UnmapBatch;
        var goesOn = true;
        await cpu.Lock(cpu.Kernel.AnonVma!, shared: true); // rmap_walk
        for (var page = 0; page < folio.Pages && goesOn;)
        {
            var table = await TablePaths.Find(cpu, scanned, va + page) ?? throw new ModelException($"{scanned.Name} has no page table at page {va + page}");
            await cpu.Lock(table.Ptl);
            for (var end = Math.Min(folio.Pages, table.FirstVa + table.Count - va); page < end && goesOn;)
            {
                var pte = await PteHelpers.PtepGet(cpu, table, va + page);
                var count = pte.IsPresent && pte.Pfn == folio.Pfn + page ? await TryToDiscard(cpu, table, folio, page, va + page, pte, batch) : 1;
                goesOn = count > 0;
                page += count;
            }

            await cpu.Unlock(table.Ptl);
        }

        await cpu.Unlock(cpu.Kernel.AnonVma!, shared: true);
        await cpu.Unlock(folio.Lock);
        await BatchedFlushPaths.TryToUnmapFlush(cpu, batch);
        await cpu.Add(folio.Refcount, -1);
    }

    /// <summary>How many pages were discarded together; 0 if the folio has to stay.</summary>
    private static async KernelPath<int> TryToDiscard(Cpu cpu, PageTable table, Folio folio, int page, int va, Pte pte, UnmapBatch batch)
    {
        var build = cpu.Kernel.Build;
        var count = await FolioUnmapPteBatch(cpu, table, folio, page, va, pte);
        if (count == 0)
        {
            return 0; // Behind the table: not modelled any further.
        }

        var seen = default((bool IsDirty, bool IsAlone));
        if (build.Has(UnmapMutation.CountBeforeClear))
        {
            seen.IsAlone = await HasOwnReferencesOnly(cpu, folio);
        }

        var old = await BatchedFlushPaths.ClearAndDefer(cpu, table, va, count, batch);
        if (old.IsDirty)
        {
            await cpu.Store(folio.Dirty, 1);
        }

        await cpu.Barrier(MemoryOrder.Full); // against GUP-fast
        if (build.Has(UnmapMutation.DirtyBeforeCount))
        {
            seen.IsDirty = await cpu.Load(folio.Dirty) != 0;
        }

        if (!build.Has(UnmapMutation.CountBeforeClear))
        {
            seen.IsAlone = await HasOwnReferencesOnly(cpu, folio);
        }

        await cpu.Barrier(MemoryOrder.ReadBarrier);
        if (!build.Has(UnmapMutation.DirtyBeforeCount))
        {
            seen.IsDirty = await cpu.Load(folio.Dirty) != 0;
        }

        var isDiscarded = !seen.IsDirty && seen.IsAlone;
        cpu.Machine.Ledger?.Return(new ReturnedValue(cpu.Id, "lazyfree", va, isDiscarded ? 1 : 0));
        if (!isDiscarded)
        {
            await PteHelpers.SetPtes(cpu, table, va, old, count);
            return 0;
        }

        await Discard(cpu, table, folio, page, count);
        return count;
    }

    private static async KernelPath Discard(Cpu cpu, PageTable table, Folio folio, int page, int count)
    {
        cpu.Machine.Reach(cpu.Kernel.Events.ObserverDecided);
        cpu.Machine.Reach(cpu.Kernel.Events.LazyfreeDiscarded);
        await cpu.Store(folio.NoForeignReference, 1);
        await cpu.Store(folio.NoForeignReference, 0);
        await cpu.Add(table.Mm.Rss(RssKind.Anon), -count);
        await ZapPaths.RemoveRmap(cpu, folio, page, count);
        await cpu.Add(folio.Refcount, -count);
    }

    /// <summary>The reference count first, the mapcounts second.</summary>
    private static async KernelPath<bool> HasOwnReferencesOnly(Cpu cpu, Folio folio)
    {
        var references = await cpu.Load(folio.Refcount);
        long mapcount = 0;
        for (var page = 0; page < folio.Pages; page++)
        {
            mapcount += await cpu.Load(folio.Mapcount(page));
        }

        return references == 1 + mapcount;
    }

    /// <summary>
    /// <c>folio_unmap_pte_batch</c>: how many pages of the folio are unmapped together, as far as the table reaches (ddd05742b45b). 0: the batch ran past the table.
    /// </summary>
    private static async KernelPath<int> FolioUnmapPteBatch(Cpu cpu, PageTable table, Folio folio, int page, int va, Pte first)
    {
        var left = folio.Pages - page;
        if (left == 1 || !cpu.Kernel.Build.ZapsBatches)
        {
            return 1;
        }

        if (!cpu.Kernel.Build.Has(UnmapMutation.LazyfreePastTable))
        {
            return await ZapBatch.Count(cpu, table, va, table.FirstVa + table.Count, first, folio, page);
        }

        var count = await ZapBatch.Count(cpu, table, va, Math.Min(va + left, table.FirstVa + table.Count), first, folio, page);
        if (va + count < table.FirstVa + table.Count || count == left)
        {
            return count;
        }

        await cpu.Store(cpu.Kernel.Overrun, va + count);
        return 0;
    }
}
