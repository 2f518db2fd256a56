using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.ContPte;
using RaceSim.Kernel.Paths.Swap;

namespace RaceSim.Kernel.Paths.Fault;

/// <summary><c>do_swap_page</c> (mm/memory.c, v6.16): a folio that is in the swap cache is mapped as a whole if all its slots are still there, another one is read from the device.</summary>
internal static class SwapInPaths
{
    /// <summary>Maps the page that a swap entry names; gives up if the entry has changed.</summary>
    public static async KernelPath DoSwapPage(Cpu cpu, Vma vma, PageTable table, int va, Pte orig, bool isStore)
    {
        if (await SwapClaimPaths.SwapCacheGetFolio(cpu, orig.Slot) is { } folio)
        {
            await MapCached(cpu, vma, table, va, orig, isStore, folio);
            return;
        }

        await SwapReadPaths.SwapRead(cpu, vma, table, va, orig, isStore);
    }

    /// <summary>Maps a folio of the swap cache, to which the caller has a reference.</summary>
    public static async KernelPath MapCached(Cpu cpu, Vma vma, PageTable table, int va, Pte orig, bool isStore, Folio folio)
    {
        await cpu.Lock(folio.Lock);
        var first = (int)cpu.Read(folio.SwapSlot); // Written under the folio lock, which is held; so is SwapCached.
        if (cpu.Read(folio.SwapCached) == 0 || orig.Slot < first || orig.Slot >= first + folio.Pages)
        {
            await cpu.Unlock(folio.Lock); // Then the fault is taken again.
            await cpu.Add(folio.Refcount, -1);
            return;
        }

        await cpu.Lock(table.Ptl);
        if (await PteHelpers.PtepGet(cpu, table, va) == orig)
        {
            await MapSwapped(cpu, vma, table, va, orig, isStore, folio);
        }

        await cpu.Unlock(table.Ptl);
        await cpu.Unlock(folio.Lock);
        await cpu.Add(folio.Refcount, -1);
    }

    private static async KernelPath MapSwapped(Cpu cpu, Vma vma, PageTable table, int va, Pte orig, bool isStore, Folio folio)
    {
        var build = cpu.Kernel.Build;
        var page = orig.Slot - (int)cpu.Read(folio.SwapSlot);
        var (start, count) = await Range(cpu, vma, table, va, orig, folio, page);
        var first = count == 1 ? page : 0;
        await SwapPaths.SwapFree(cpu, orig.Slot - page + first, count);
        if (isStore && await cpu.Load(folio.Refcount) == 1 + folio.Pages)
        {
            await SwapClaimPaths.FolioFreeSwap(cpu, folio); // should_try_to_free_swap
        }

        await cpu.Add(table.Mm.Rss(RssKind.Anon), count);
        await cpu.Add(table.Mm.Rss(RssKind.Swap), -count);
        var isExclusive = build.AnonExclusive && build.ContPte != ContPteMode.Explicit && (orig.IsSwapExclusive || await cpu.Load(folio.Refcount) == 1);
        if (build.ContPte == ContPteMode.Explicit && count == cpu.Kernel.Constants.ContPtes && start % count == 0)
        {
            await cpu.Add(folio.Refcount, 1);
            await cpu.Add(folio.EntireMapcount, 1);
            await PteHelpers.SetPtes(cpu, table, start, Pte.Present(folio.Pfn, writable: false).MakeCont(), count);
            return;
        }

        await cpu.Add(folio.Refcount, count);
        for (var i = 0; i < count; i++)
        {
            await cpu.Add(folio.Mapcount(first + i), 1);
            if (isExclusive)
            {
                await cpu.Store(folio.AnonExclusive.At(first + i), 1);
            }
        }

        await PteHelpers.SetPtes(cpu, table, start, EntryOf(vma, folio.Pfn + first, orig, isExclusive, isStore), count);
    }

    /// <summary>The entry for a page that was swapped in: writable if nobody else has it, dirty if it was for a store.</summary>
    public static Pte EntryOf(Vma vma, int pfn, Pte orig, bool isExclusive, bool isStore)
    {
        var isWritable = isExclusive && vma.IsWritable && !orig.IsUffdWp;
        var entry = Pte.Present(pfn, isWritable).WithKeptBitsOf(orig);
        return isStore ? entry : entry.MakeClean();
    }

    /// <summary>All pages of the folio if every entry continues the faulting one, inside VMA and table; otherwise the page alone.</summary>
    private static async KernelPath<(int Start, int Count)> Range(Cpu cpu, Vma vma, PageTable table, int va, Pte orig, Folio folio, int page)
    {
        var start = va - page;
        var count = folio.Pages;
        if (count == 1 || start < Math.Max(vma.Start, table.FirstVa) || start + count > Math.Min(vma.End, table.FirstVa + table.Count))
        {
            return (va, 1);
        }

        for (var i = 0; i < count; i++)
        {
            if (await cpu.LoadPte(table.At(start + i)) != orig.Advance(i - page))
            {
                return (va, 1);
            }
        }

        return (start, count);
    }
}
