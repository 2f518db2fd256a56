using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.ContPte;
using RaceSim.Kernel.Paths.Swap;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.Fault;

/// <summary>
/// <c>do_swap_page</c> for a slot whose page is not in the swap cache, on a device that reads at once (SWP_SYNCHRONOUS_IO; mm/memory.c, v6.16): past the cache if nobody else holds the slot, otherwise into the
/// cache (<c>swapin_readahead</c>, of this page alone).
/// </summary>
internal static class SwapReadPaths
{
    /// <summary>Reads the page, or where the build does so the whole block around it, into a fresh folio and maps it; gives up if an entry has changed.</summary>
    public static async KernelPath SwapRead(Cpu cpu, Vma vma, PageTable table, int va, Pte orig, bool isStore)
    {
        var swap = cpu.Kernel.Swap!;
        if ((await cpu.Load(swap.Counts.At(orig.Slot)) & ~SwapMap.HasCache) != 1) // __swap_count
        {
            await ReadIntoCache(cpu, vma, table, va, orig, isStore);
            return;
        }

        var (start, count) = cpu.Kernel.Build.LargeSwapIn ? await AllocSwapFolioRange(cpu, vma, table, va, orig) : (va, 1);
        var slot = orig.Slot - (va - start);
        var claims = !cpu.Kernel.Build.Has(UnmapMutation.NoSwapClaim);
        if (claims && !await SwapClaimPaths.SwapcachePrepare(cpu, table, slot, count))
        {
            return;
        }

        var folio = await ReadFolio(cpu, slot, count);
        await cpu.Lock(table.Ptl);
        if (await IsUnchanged(cpu, table, va, start, count, orig))
        {
            await MapRead(cpu, vma, table, start, folio, slot, count, orig, isStore);
            await cpu.Unlock(table.Ptl);
        }
        else
        {
            await cpu.Unlock(table.Ptl);
            await cpu.Add(folio.Refcount, -1);
        }

        if (claims)
        {
            await SwapClaimPaths.SwapcacheClear(cpu, slot, count);
        }
    }

    /// <summary><c>__read_swap_cache_async</c>: a fresh folio in the cache, read under its lock, and mapped as any other of the cache.</summary>
    private static async KernelPath ReadIntoCache(Cpu cpu, Vma vma, PageTable table, int va, Pte orig, bool isStore)
    {
        if (!await SwapClaimPaths.SwapcachePrepare(cpu, table, orig.Slot, 1))
        {
            return;
        }

        var folio = await Alloc(cpu, 1);
        await cpu.Lock(folio.Lock);
        await SwapClaimPaths.HandToCache(cpu, folio, orig.Slot);
        await Read(cpu, folio, orig.Slot);
        await cpu.Unlock(folio.Lock);
        await SwapInPaths.MapCached(cpu, vma, table, va, orig, isStore, folio);
    }

    private static async KernelPath<Folio> ReadFolio(Cpu cpu, int slot, int count)
    {
        var folio = await Alloc(cpu, count);
        await Read(cpu, folio, slot);
        return folio;
    }

    private static async KernelPath<Folio> Alloc(Cpu cpu, int count)
    {
        await cpu.Take(AllocateEffect.Instance, OperationKind.Allocate, count);
        return AllocateEffect.Taken(cpu) ?? throw new ModelException("the scenario has no spare folio left for a swap-in; raise 'spares: pages' or 'spares: blocks'");
    }

    private static async KernelPath Read(Cpu cpu, Folio folio, int slot)
    {
        for (var i = 0; i < folio.Pages; i++)
        {
            var datum = await cpu.Load(cpu.Kernel.Swap!.Device.At(slot + i), MemoryOrder.Plain);
            await cpu.Store(folio.Content.At(i), datum, MemoryOrder.Plain);
        }

        await cpu.Barrier(MemoryOrder.WriteBarrier); // __folio_mark_uptodate
    }

    /// <summary>The faulting entry is compared, and of a block all entries.</summary>
    private static async KernelPath<bool> IsUnchanged(Cpu cpu, PageTable table, int va, int start, int count, Pte orig)
    {
        for (var i = 0; i < count; i++)
        {
            var isLooked = start + i == va || !cpu.Kernel.Build.Has(Mutation.NoSwapRecheck);
            if (isLooked && await PteHelpers.PtepGet(cpu, table, start + i) != orig.Advance(start + i - va))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A page that was never in the cache is certainly exclusive.</summary>
    private static async KernelPath MapRead(Cpu cpu, Vma vma, PageTable table, int start, Folio folio, int slot, int count, Pte orig, bool isStore)
    {
        cpu.Machine.Reach(count > 1 ? cpu.Kernel.Events.SwapInLarge : cpu.Kernel.Events.SwapInSmall);
        await SwapPaths.SwapFree(cpu, slot, count);
        await cpu.Add(table.Mm.Rss(RssKind.Anon), count);
        await cpu.Add(table.Mm.Rss(RssKind.Swap), -count);
        if (count > 1)
        {
            await cpu.Add(folio.Refcount, count - 1);
        }

        var isExclusive = cpu.Kernel.Build.AnonExclusive;
        for (var i = 0; i < count; i++)
        {
            await cpu.Add(folio.Mapcount(i), 1);
            if (isExclusive)
            {
                await cpu.Store(folio.AnonExclusive.At(i), 1);
            }
        }

        await PteHelpers.SetPtes(cpu, table, start, SwapInPaths.EntryOf(vma, folio.Pfn, orig, isExclusive, isStore), count);
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
            if (await cpu.LoadPte(table.At(start + i)) != orig.Advance(start + i - va) || (await cpu.Load(cpu.Kernel.Swap!.Counts.At(slot + i)) & SwapMap.HasCache) != 0)
            {
                return (va, 1);
            }
        }

        return (start, block);
    }
}
