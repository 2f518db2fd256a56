using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.ContPte;
using RaceSim.Kernel.Paths.Migration;
using RaceSim.Kernel.Paths.Swap;
using RaceSim.Kernel.Paths.Tables;
using RaceSim.Kernel.Paths.Tlbs;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.Reclaim;

/// <summary>
/// Reclaim of an anonymous folio: <c>shrink_folio_list</c>, <c>try_to_unmap_one</c>, <c>__remove_mapping</c>
/// (mm/vmscan.c and mm/rmap.c, v6.16). A folio that is not in the swap cache gets the first free slots. Flushes are put off until the folio is to be written or freed; a dirty folio is written to the device before it is freed, without a wait in between.
/// </summary>
internal static class ReclaimPaths
{
    /// <summary>madvise(MADV_PAGEOUT) of whatever is mapped at a page.</summary>
    public static async KernelPath MadvisePageoutPage(Cpu cpu, int va)
    {
        var vma = cpu.Mm!.FindVma(va) ?? throw new ModelException($"{cpu.Mm.Name} pages out page {va}, which is in no VMA");
        await cpu.Lock(vma.Lock, shared: true);
        var table = await TablePaths.Find(cpu, cpu.Mm, va);
        if (table is null)
        {
            await cpu.Unlock(vma.Lock, shared: true);
            return;
        }

        await cpu.Lock(table.Ptl);
        await BatchedFlushPaths.FlushTlbBatchedPending(cpu, cpu.Mm);
        var pte = await PteHelpers.PtepGet(cpu, table, va);
        var (folio, page) = cpu.Kernel.Frame(pte.Pfn);
        var isAlone = pte.IsPresent && folio is { IsAnon: true } && await cpu.Load(folio.Mapcount(0)) == 1;
        await cpu.Unlock(table.Ptl);
        if (isAlone)
        {
            await ShrinkFolio(cpu, folio!, va - page);
        }

        await cpu.Unlock(vma.Lock, shared: true);
    }

    /// <summary>
    /// madvise(MADV_PAGEOUT) of a folio whose first page is at <paramref name="va"/> (<c>madvise_cold_or_pageout_pte_range</c>, mm/madvise.c, v6.16): reclaims it unless another
    /// process seems to map it, which its first page tells.
    /// </summary>
    public static async KernelPath MadvisePageout(Cpu cpu, Folio folio, int va)
    {
        var vma = cpu.Mm!.FindVma(va) ?? throw new ModelException($"{cpu.Mm.Name} pages out page {va}, which is in no VMA");
        await cpu.Lock(vma.Lock, shared: true);
        var table = await TablePaths.Find(cpu, cpu.Mm, va);
        if (table is null)
        {
            await cpu.Unlock(vma.Lock, shared: true);
            return;
        }

        await cpu.Lock(table.Ptl);
        await BatchedFlushPaths.FlushTlbBatchedPending(cpu, cpu.Mm);
        var pte = await PteHelpers.PtepGet(cpu, table, va);
        var isAlone = pte.IsPresent && pte.Pfn == folio.Pfn && await cpu.Load(folio.Mapcount(0)) == 1;
        await cpu.Unlock(table.Ptl);
        if (isAlone)
        {
            await ShrinkFolio(cpu, folio, va);
        }

        await cpu.Unlock(vma.Lock, shared: true);
    }

    /// <summary>Unmaps the folio whose first page belongs at <paramref name="va"/> everywhere, and frees it if nobody else refers to it.</summary>
    public static async KernelPath ShrinkFolio(Cpu cpu, Folio folio, int va)
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

        if (await cpu.Load(folio.SwapCached) == 0 && (await cpu.Load(folio.Pincount) != 0 || !await SwapClaimPaths.FolioAllocSwap(cpu, folio)))
        {
            await cpu.Unlock(folio.Lock); // keep_locked, activate_locked
            await cpu.Add(folio.Refcount, -1);
            return;
        }

        var batch = cpu.UnmapBatch;
        await cpu.Lock(cpu.Kernel.AnonVma!, shared: true);
        var isUnmapped = true;
        foreach (var mm in cpu.Kernel.Mms)
        {
            if (isUnmapped && await cpu.Load(mm.Linked) != 0 && mm.TableOf(va, await cpu.LoadPmd(mm.Pmd(va))) is { } table)
            {
                isUnmapped = await TryToUnmapOne(cpu, table, folio, va, batch);
            }
        }

        await cpu.Unlock(cpu.Kernel.AnonVma!, shared: true);
        if (isUnmapped && await cpu.Load(folio.Dirty) != 0)
        {
            if (!cpu.Kernel.Build.Has(UnmapMutation.WriteBeforeFlush))
            {
                await BatchedFlushPaths.TryToUnmapFlushDirty(cpu, batch); // Nobody stores to it while it is written.
            }

            await WriteOut(cpu, folio);
        }

        var isFreed = isUnmapped && await cpu.Take(RemoveMappingEffect.Instance, OperationKind.Local, folio.Pfn) != 0;
        if (isFreed)
        {
            cpu.Machine.Reach(cpu.Kernel.Events.ReclaimFreed);
            await SwapClaimPaths.PutSwap(cpu, (int)cpu.Read(folio.SwapSlot), folio.Pages); // put_swap_folio; the slot changes under the folio lock alone
        }

        await cpu.Unlock(folio.Lock);
        await FlushAndFree(cpu, folio, isFreed, batch);
    }

    /// <summary>The end of <c>shrink_folio_list</c>: the flushes still to come, and only then the page goes to the allocator.</summary>
    private static async KernelPath FlushAndFree(Cpu cpu, Folio folio, bool isFreed, UnmapBatch batch)
    {
        if (isFreed && cpu.Kernel.Build.Has(UnmapMutation.FreeBeforeBatchedFlush))
        {
            await cpu.Store(folio.Frozen, 0);
        }

        await BatchedFlushPaths.TryToUnmapFlush(cpu, batch);
        if (!isFreed)
        {
            await cpu.Add(folio.Refcount, -1);
        }
        else if (!cpu.Kernel.Build.Has(UnmapMutation.FreeBeforeBatchedFlush))
        {
            await cpu.Store(folio.Frozen, 0); // free_unref_folios
        }
    }

    /// <summary><c>pageout</c>: the flag is cleared first, so that a store meanwhile sets it again.</summary>
    private static async KernelPath WriteOut(Cpu cpu, Folio folio)
    {
        await cpu.Store(folio.Dirty, 0);
        for (var page = 0; page < folio.Pages; page++)
        {
            var datum = await cpu.Load(folio.Content.At(page), MemoryOrder.Plain);
            await cpu.Store(cpu.Kernel.Swap!.Device.At((int)cpu.Read(folio.SwapSlot) + page), datum, MemoryOrder.Plain);
        }
    }

    private static async KernelPath<bool> TryToUnmapOne(Cpu cpu, PageTable table, Folio folio, int va, UnmapBatch batch)
    {
        var isUnmapped = true;
        await cpu.Lock(table.Ptl);
        for (var page = 0; page < folio.Pages && isUnmapped; page++)
        {
            var pte = await cpu.LoadPte(table.At(va + page));
            if (pte.IsPresent && pte.Pfn == folio.Pfn + page)
            {
                isUnmapped = await UnmapPage(cpu, table, folio, page, va + page, batch);
            }
        }

        await cpu.Unlock(table.Ptl);
        return isUnmapped;
    }

    private static async KernelPath<bool> UnmapPage(Cpu cpu, PageTable table, Folio folio, int page, int va, UnmapBatch batch)
    {
        var slot = (int)cpu.Read(folio.SwapSlot) + page; // Changes under the folio lock alone.
        var old = await BatchedFlushPaths.ClearAndDefer(cpu, table, va, 1, batch);
        if (old.IsDirty)
        {
            await cpu.Store(folio.Dirty, 1);
        }

        if (!await SwapPaths.SwapDuplicate(cpu, slot))
        {
            await PteHelpers.SetPtes(cpu, table, va, old, 1);
            return false;
        }

        var isExclusive = cpu.Kernel.Build.AnonExclusive && await cpu.Load(folio.AnonExclusive.At(page)) != 0;
        if (isExclusive && !await TryToMigratePaths.FolioTryShareAnonRmapPte(cpu, folio, page))
        {
            await SwapPaths.SwapFree(cpu, slot, 1);
            await PteHelpers.SetPtes(cpu, table, va, old, 1);
            return false;
        }

        await MmlistPaths.AddToMmlist(cpu, table.Mm);
        await cpu.Add(table.Mm.Rss(RssKind.Anon), -1);
        await cpu.Add(table.Mm.Rss(RssKind.Swap), 1);
        var entry = Pte.Swap(slot).WithKeptBitsOf(old);
        await cpu.StorePte(table.At(va), isExclusive ? entry.MakeExclusive() : entry);
        cpu.Machine.Reach(cpu.Kernel.Events.ReclaimUnmapped);
        await cpu.Add(folio.Mapcount(page), -1);
        await cpu.Add(folio.Refcount, -1);
        return true;
    }
}
