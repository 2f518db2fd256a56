using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.ContPte;
using RaceSim.Kernel.Paths.Swap;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.Fault;

/// <summary>
/// <c>do_swap_page</c> for a slot whose page is not in the swap cache: <c>alloc_swap_folio</c>, a read from a device that reads at once, and the mapping of the new folio (mm/memory.c,
/// v6.16). The claim of the slot's cache mark (<c>swapcache_prepare</c>) is not modelled.
/// </summary>
internal static class SwapReadPaths
{
    /// <summary>Reads the page, or where the build does so the whole block around it, into a fresh folio and maps it; gives up if an entry has changed.</summary>
    public static async KernelPath SwapRead(Cpu cpu, Vma vma, PageTable table, int va, Pte orig)
    {
        var (start, count) = cpu.Kernel.Build.LargeSwapIn ? await AllocSwapFolioRange(cpu, vma, table, va, orig) : (va, 1);
        await cpu.Take(AllocateEffect.Instance, OperationKind.Allocate, count);
        var folio = AllocateEffect.Taken(cpu) ?? throw new ModelException("the scenario has no spare folio left for a swap-in; raise 'spares: pages' or 'spares: blocks'");
        var slot = orig.Slot - (va - start);
        for (var i = 0; i < count; i++)
        {
            var datum = await cpu.Load(cpu.Kernel.Swap!.Device.At(slot + i), MemoryOrder.Plain);
            await cpu.Store(folio.Content.At(i), datum, MemoryOrder.Plain);
        }

        await cpu.Barrier(MemoryOrder.WriteBarrier); // __folio_mark_uptodate
        await cpu.Lock(table.Ptl);
        for (var i = 0; i < count; i++)
        {
            var pte = await cpu.LoadPte(table.At(start + i));
            var isLooked = start + i == va || !cpu.Kernel.Build.Has(Mutation.NoSwapRecheck);
            if (isLooked && (pte.Kind != PteKind.Swap || pte.Slot != slot + i))
            {
                await cpu.Unlock(table.Ptl);
                await cpu.Add(folio.Refcount, -1);
                return;
            }
        }

        await MapRead(cpu, table, start, folio, slot, count, orig);
        await cpu.Unlock(table.Ptl);
    }

    private static async KernelPath MapRead(Cpu cpu, PageTable table, int start, Folio folio, int slot, int count, Pte orig)
    {
        cpu.Machine.Reach(count > 1 ? cpu.Kernel.Events.SwapInLarge : cpu.Kernel.Events.SwapInSmall);
        await SwapPaths.SwapFree(cpu, slot, count);
        await cpu.Add(table.Mm.Rss(RssKind.Anon), count);
        await cpu.Add(table.Mm.Rss(RssKind.Swap), -count);
        if (count > 1)
        {
            await cpu.Add(folio.Refcount, count - 1);
        }

        for (var i = 0; i < count; i++)
        {
            await cpu.Add(folio.Mapcount(i), 1);
        }

        await PteHelpers.SetPtes(cpu, table, start, Pte.Present(folio.Pfn, writable: false).WithKeptBitsOf(orig), count);
    }

    /// <summary>The block around the fault if a lockless look finds consecutive slots in all of its entries and none of them in the swap cache; otherwise the page.</summary>
    private static async KernelPath<(int Start, int Count)> AllocSwapFolioRange(Cpu cpu, Vma vma, PageTable table, int va, Pte orig)
    {
        var block = cpu.Kernel.Constants.ContPtes;
        var start = va / block * block;
        var slot = orig.Slot - (va - start);
        if (block == 1 || start < vma.Start || start + block > vma.End || slot < 0 || slot % block != 0)
        {
            return (va, 1);
        }

        for (var i = 0; i < block; i++)
        {
            var pte = await cpu.LoadPte(table.At(start + i));
            if (pte.Kind != PteKind.Swap || pte.Slot != slot + i || (await cpu.Load(cpu.Kernel.Swap!.Counts.At(slot + i)) & SwapMap.HasCache) != 0)
            {
                return (va, 1);
            }
        }

        return (start, block);
    }
}
