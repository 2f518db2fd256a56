using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Locks;
using RaceSim.Kernel.Memory;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.Swap;

/// <summary>
/// The swap cache (mm/swap_state.c and mm/swapfile.c, v6.16). A slot is pinned by its cache mark: by a folio in the cache, or by a swap-in that goes past the cache. A cached folio's <see cref="Folio.SwapCached"/> says
/// whether it still is there; who holds its lock may rely on it.
/// </summary>
internal static class SwapClaimPaths
{
    /// <summary><c>swap_cache_get_folio</c>: the folio that holds a slot, with a reference; null if there is none, or it is just being removed.</summary>
    public static async KernelPath<Folio?> SwapCacheGetFolio(Cpu cpu, int slot)
    {
        var number = await cpu.Load(cpu.Kernel.Swap!.Cache.At(slot));
        if (number == 0)
        {
            return null;
        }

        var folio = cpu.Kernel.Folios[(int)number - 1];
        var isThere = await cpu.Load(folio.SwapCached) != 0 && await cpu.Rmw(folio.Refcount, RmwKind.AddUnlessZero, 1) != 0;
        return isThere ? folio : null;
    }

    /// <summary>
    /// <c>swapcache_prepare</c>: marks slots as cached for somebody who is about to fill them, in the cache or past it. False: one of them is so marked already, or free; then it has waited for whoever did that, and
    /// the fault is to be taken again. The kernel sleeps for a tick instead, and goes round.
    /// </summary>
    public static async KernelPath<bool> SwapcachePrepare(Cpu cpu, PageTable table, int slot, int count)
    {
        var swap = cpu.Kernel.Swap!;
        if (!await cpu.TryLock(swap.Claims[slot])) // Not a lock of the kernel's: what the others wait for.
        {
            cpu.Machine.Reach(cpu.Kernel.Events.SwapClaimed);
            await WaitFor(cpu, swap.Claims[slot]);
            return false;
        }

        await cpu.Lock(swap.Lock);
        var isFree = true;
        for (var i = slot; i < slot + count && isFree; i++)
        {
            var value = await cpu.Load(swap.Counts.At(i));
            isFree = value > 0 && (value & SwapMap.HasCache) == 0;
        }

        if (isFree)
        {
            await Mark(cpu, swap, slot, count, -1 - slot);
        }

        await cpu.Unlock(swap.Lock);
        if (!isFree)
        {
            await cpu.Unlock(swap.Claims[slot]);
            await WaitForPin(cpu, table, slot);
        }

        return isFree;
    }

    /// <summary><c>swapcache_clear</c>: the end of a swap-in past the cache, which wakes those who wait for it.</summary>
    public static async KernelPath SwapcacheClear(Cpu cpu, int slot, int count)
    {
        await PutSwap(cpu, slot, count);
        await cpu.Unlock(cpu.Kernel.Swap!.Claims[slot]);
    }

    /// <summary><c>folio_alloc_swap</c>: finds free slots for a folio that its caller has locked, and adds it to the cache. False: there are none.</summary>
    public static async KernelPath<bool> FolioAllocSwap(Cpu cpu, Folio folio)
    {
        var swap = cpu.Kernel.Swap!;
        var found = -1;
        await cpu.Lock(swap.Lock);
        for (var slot = 0; slot + folio.Pages <= swap.Slots && found < 0; slot += folio.Pages)
        {
            var isFree = true;
            for (var i = slot; i < slot + folio.Pages && isFree; i++)
            {
                isFree = await cpu.Load(swap.Counts.At(i)) == 0;
            }

            found = isFree ? slot : -1;
        }

        if (found >= 0)
        {
            await Mark(cpu, swap, found, folio.Pages, 1 + cpu.Kernel.Folios.IndexOf(folio));
        }

        await cpu.Unlock(swap.Lock);
        if (found < 0)
        {
            return false;
        }

        await AddToSwapCache(cpu, folio, found);
        await cpu.Store(folio.Dirty, 1);
        return true;
    }

    /// <summary><c>add_to_swap_cache</c>, of a folio that its caller has locked.</summary>
    public static async KernelPath AddToSwapCache(Cpu cpu, Folio folio, int slot)
    {
        var swap = cpu.Kernel.Swap!;
        await cpu.Add(folio.Refcount, folio.Pages);
        await cpu.Store(folio.SwapSlot, slot);
        await cpu.Store(folio.SwapCached, 1);
        for (var i = slot; i < slot + folio.Pages; i++)
        {
            await cpu.Store(swap.Cache.At(i), 1 + cpu.Kernel.Folios.IndexOf(folio));
        }
    }

    /// <summary>The claim of a slot goes over to a fresh folio in the cache, which its caller has locked: who waited for the claim finds the folio.</summary>
    public static async KernelPath HandToCache(Cpu cpu, Folio folio, int slot)
    {
        await AddToSwapCache(cpu, folio, slot);
        await cpu.Store(cpu.Kernel.Swap!.Pinner.At(slot), 1 + cpu.Kernel.Folios.IndexOf(folio));
        await cpu.Unlock(cpu.Kernel.Swap!.Claims[slot]);
    }

    /// <summary><c>folio_free_swap</c>: takes a folio that its caller has locked out of the cache if no swap entry names its slots. Its data are then nowhere else.</summary>
    public static async KernelPath<bool> FolioFreeSwap(Cpu cpu, Folio folio)
    {
        var swap = cpu.Kernel.Swap!;
        if (cpu.Read(folio.SwapCached) == 0) // Written under the folio lock, which is held.
        {
            return false;
        }

        var slot = (int)cpu.Read(folio.SwapSlot);
        for (var i = slot; i < slot + folio.Pages; i++)
        {
            if ((await cpu.Load(swap.Counts.At(i)) & ~SwapMap.HasCache) != 0)
            {
                return false; // folio_swapped
            }
        }

        await cpu.Store(folio.SwapCached, 0); // delete_from_swap_cache
        await PutSwap(cpu, slot, folio.Pages);
        await cpu.Add(folio.Refcount, -folio.Pages);
        await cpu.Store(folio.Dirty, 1);
        return true;
    }

    /// <summary><c>__try_to_reclaim_swap</c>: a slot that only the cache still holds is given back, unless its folio is locked or mapped.</summary>
    public static async KernelPath TryToReclaimSwap(Cpu cpu, int slot)
    {
        if (await cpu.Load(cpu.Kernel.Swap!.Counts.At(slot)) != SwapMap.HasCache || await SwapCacheGetFolio(cpu, slot) is not { } folio)
        {
            return;
        }

        if (await cpu.TryLock(folio.Lock))
        {
            var isMapped = false;
            for (var page = 0; page < folio.Pages && !isMapped; page++)
            {
                isMapped = await cpu.Load(folio.Mapcount(page)) != 0;
            }

            if (!isMapped)
            {
                await FolioFreeSwap(cpu, folio);
            }

            await cpu.Unlock(folio.Lock);
        }

        await cpu.Add(folio.Refcount, -1);
    }

    /// <summary><c>put_swap_folio</c>: slots are no longer cached.</summary>
    public static async KernelPath PutSwap(Cpu cpu, int slot, int count)
    {
        var swap = cpu.Kernel.Swap!;
        await cpu.Lock(swap.Lock);
        for (var i = slot; i < slot + count; i++)
        {
            await cpu.Store(swap.Cache.At(i), 0);
            await cpu.Store(swap.Pinner.At(i), 0);
            await cpu.Rmw(swap.Counts.At(i), RmwKind.AndNot, SwapMap.HasCache);
        }

        await cpu.Unlock(swap.Lock);
    }

    // Pinned by a folio of the cache, which is locked or will be found there; by a block's swap-in; or free, and somebody with the page-table lock is about to change the entry.
    private static async KernelPath WaitForPin(Cpu cpu, PageTable table, int slot)
    {
        var swap = cpu.Kernel.Swap!;
        var pinner = await cpu.Load(swap.Pinner.At(slot));
        await WaitFor(cpu, pinner == 0 ? table.Ptl : pinner > 0 ? cpu.Kernel.Folios[(int)pinner - 1].Lock : swap.Claims[(int)(-1 - pinner)]);
    }

    private static async KernelPath WaitFor(Cpu cpu, LockState target)
    {
        cpu.WaitsFor = target;
        await cpu.Lock(target);
        await cpu.Unlock(target);
        cpu.WaitsFor = null;
    }

    private static async KernelPath Mark(Cpu cpu, SwapMap swap, int slot, int count, long pinner)
    {
        for (var i = slot; i < slot + count; i++)
        {
            await cpu.Rmw(swap.Counts.At(i), RmwKind.Or, SwapMap.HasCache);
            await cpu.Store(swap.Pinner.At(i), pinner);
        }
    }
}
