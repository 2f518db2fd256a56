using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.ContPte;
using RaceSim.Kernel.Paths.Swap;

namespace RaceSim.Kernel.Paths.Fault;

/// <summary><c>do_swap_page</c> (mm/memory.c, v6.16): a folio that is in the swap cache is mapped as a whole if all its slots are still there, another one is read from the device.</summary>
internal static class SwapInPaths
{
    /// <summary>Maps the folio that holds the slot; gives up if the entry has changed.</summary>
    public static async KernelPath DoSwapPage(Cpu cpu, Vma vma, PageTable table, int va, Pte orig)
    {
        var folio = SwapCacheGetFolio(cpu.Kernel, orig.Slot);
        if (folio is null || await cpu.Load(folio.SwapCached) == 0 || await cpu.Rmw(folio.Refcount, RmwKind.AddUnlessZero, 1) == 0)
        {
            await SwapReadPaths.SwapRead(cpu, vma, table, va, orig);
            return;
        }

        await cpu.Lock(folio.Lock);
        if (cpu.Read(folio.SwapCached) == 0) // Written under the folio lock, which is held. Then the fault is taken again.
        {
            await cpu.Unlock(folio.Lock);
            await cpu.Add(folio.Refcount, -1);
            return;
        }

        await cpu.Lock(table.Ptl);
        if (await cpu.LoadPte(table.At(va)) == orig)
        {
            await MapSwapped(cpu, vma, table, va, orig, folio);
        }

        await cpu.Unlock(table.Ptl);
        await cpu.Unlock(folio.Lock);
        await cpu.Add(folio.Refcount, -1);
    }

    private static async KernelPath MapSwapped(Cpu cpu, Vma vma, PageTable table, int va, Pte orig, Folio folio)
    {
        var page = orig.Slot - folio.SwapCacheSlot;
        var start = va - page;
        var count = folio.Pages;
        if (start < Math.Max(vma.Start, table.FirstVa) || start + count > Math.Min(vma.End, table.FirstVa + table.Count))
        {
            start = va; // The folio would reach beyond the VMA or the table: this page alone.
            count = 1;
        }

        for (var i = 0; count > 1 && i < count; i++)
        {
            var pte = await cpu.LoadPte(table.At(start + i));
            if (pte.Kind != PteKind.Swap || pte.Slot != folio.SwapCacheSlot + i)
            {
                start = va;
                count = 1;
            }
        }

        var first = start == va && count == 1 ? page : 0;
        await SwapPaths.SwapFree(cpu, folio.SwapCacheSlot + first, count);
        await cpu.Add(table.Mm.Rss(RssKind.Anon), count);
        await cpu.Add(table.Mm.Rss(RssKind.Swap), -count);
        if (cpu.Kernel.Build.ContPte == ContPteMode.Explicit && count == cpu.Kernel.Constants.ContPtes && start % count == 0)
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
        }

        // The bits of the other entries of a large folio are not gathered: none of these scenarios sets them there.
        await PteHelpers.SetPtes(cpu, table, start, Pte.Present(folio.Pfn + first, writable: false).WithKeptBitsOf(orig), count);
    }

    private static Folio? SwapCacheGetFolio(KernelInstance kernel, int slot)
    {
        foreach (var folio in kernel.Folios)
        {
            if (folio.SwapCacheSlot >= 0 && slot >= folio.SwapCacheSlot && slot < folio.SwapCacheSlot + folio.Pages)
            {
                return folio;
            }
        }

        return null;
    }
}
