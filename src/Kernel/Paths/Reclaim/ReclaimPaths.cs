using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.ContPte;
using RaceSim.Kernel.Paths.Swap;
using RaceSim.Kernel.Paths.Tables;
using RaceSim.Kernel.Paths.Tlbs;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.Reclaim;

/// <summary>
/// Reclaim of an anonymous folio that is in the swap cache already: <c>shrink_folio_list</c>, <c>try_to_unmap_one</c>, <c>__remove_mapping</c>
/// (mm/vmscan.c and mm/rmap.c, v6.16). Flushes at each entry; a dirty folio is written to the device before it is freed, without a wait in between.
/// </summary>
internal static class ReclaimPaths
{
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
        var pte = await cpu.LoadPte(table.At(va));
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
        await cpu.Add(folio.Refcount, 1); // isolated from the LRU
        if (!await cpu.TryLock(folio.Lock))
        {
            await cpu.Add(folio.Refcount, -1);
            return;
        }

        await cpu.Lock(cpu.Kernel.AnonVma!, shared: true);
        var isUnmapped = true;
        foreach (var mm in cpu.Kernel.Mms)
        {
            if (isUnmapped && await cpu.Load(mm.Linked) != 0 && mm.TableOf(va, await cpu.LoadPmd(mm.Pmd(va))) is { } table)
            {
                isUnmapped = await TryToUnmapOne(cpu, table, folio, va);
            }
        }

        await cpu.Unlock(cpu.Kernel.AnonVma!, shared: true);
        if (isUnmapped && await cpu.Load(folio.Dirty) != 0)
        {
            await WriteOut(cpu, folio);
        }

        var isFreed = isUnmapped && await cpu.Take(RemoveMappingEffect.Instance, OperationKind.Local, folio.Pfn) != 0;
        if (isFreed)
        {
            cpu.Machine.Reach(cpu.Kernel.Events.ReclaimFreed);
            await PutSwapFolio(cpu, folio);
        }

        await cpu.Unlock(folio.Lock);
        if (!isFreed)
        {
            await cpu.Add(folio.Refcount, -1);
        }
    }

    /// <summary><c>pageout</c>: the flag is cleared first, so that a store meanwhile sets it again.</summary>
    private static async KernelPath WriteOut(Cpu cpu, Folio folio)
    {
        await cpu.Store(folio.Dirty, 0);
        for (var page = 0; page < folio.Pages; page++)
        {
            var datum = await cpu.Load(folio.Content.At(page), MemoryOrder.Plain);
            await cpu.Store(cpu.Kernel.Swap!.Device.At(folio.SwapCacheSlot + page), datum, MemoryOrder.Plain);
        }
    }

    /// <summary><c>put_swap_folio</c>: the folio's slots are no longer cached.</summary>
    private static async KernelPath PutSwapFolio(Cpu cpu, Folio folio)
    {
        var swap = cpu.Kernel.Swap!;
        await cpu.Lock(swap.Lock);
        for (var page = 0; page < folio.Pages; page++)
        {
            await cpu.Rmw(swap.Counts.At(folio.SwapCacheSlot + page), RmwKind.AndNot, SwapMap.HasCache);
        }

        await cpu.Unlock(swap.Lock);
    }

    private static async KernelPath<bool> TryToUnmapOne(Cpu cpu, PageTable table, Folio folio, int va)
    {
        var isUnmapped = true;
        await cpu.Lock(table.Ptl);
        for (var page = 0; page < folio.Pages && isUnmapped; page++)
        {
            var pte = await cpu.LoadPte(table.At(va + page));
            if (pte.IsPresent && pte.Pfn == folio.Pfn + page)
            {
                isUnmapped = await UnmapPage(cpu, table, folio, page, va + page);
            }
        }

        await cpu.Unlock(table.Ptl);
        return isUnmapped;
    }

    private static async KernelPath<bool> UnmapPage(Cpu cpu, PageTable table, Folio folio, int page, int va)
    {
        var slot = folio.SwapCacheSlot + page;
        var old = await PteHelpers.PtepGetAndClear(cpu, table, va); // ptep_clear_flush
        await FlushTlbPaths.FlushTlbRange(cpu, table.Mm, va, va + 1);
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
        if (isExclusive)
        {
            // folio_try_share_anon_rmap_pte: the entry is clear, so that GUP-fast sees it or is seen.
            await cpu.Barrier(MemoryOrder.Full);
            if (await cpu.Load(folio.Pincount) != 0)
            {
                await SwapPaths.SwapFree(cpu, slot, 1);
                await PteHelpers.SetPtes(cpu, table, va, old, 1);
                return false;
            }

            await cpu.Store(folio.AnonExclusive.At(page), 0);
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
