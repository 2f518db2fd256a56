using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.Swap;

/// <summary>Taking a folio out of the swap cache, and the end of its writeback (mm/swapfile.c, mm/swap_state.c, mm/page_io.c; 5.8 to 6.16).</summary>
internal static class SwapCachePaths
{
    /// <summary><c>try_to_free_swap</c>, later <c>folio_free_swap</c>: unless it is being written or a swap entry still names its slot. Under the folio lock.</summary>
    public static async KernelPath TryToFreeSwap(Cpu cpu, Folio folio)
    {
        if (await cpu.Load(folio.SwapCached) == 0 || await cpu.Load(folio.Writeback) != 0 || await PageSwapcount(cpu, folio) != 0)
        {
            return;
        }

        await DeleteFromSwapCache(cpu, folio);
    }

    /// <summary><c>page_swapcount</c>: how many swap entries name the folio's slots.</summary>
    public static async KernelPath<long> PageSwapcount(Cpu cpu, Folio folio)
    {
        var swap = cpu.Kernel.Swap!;
        var count = 0L;
        await cpu.Lock(swap.Lock);
        for (var page = 0; page < folio.Pages; page++)
        {
            count += await cpu.Load(swap.Counts.At((int)cpu.Read(folio.SwapSlot) + page)) & ~(SwapMap.HasCache | SwapMap.Continued);
        }

        await cpu.Unlock(swap.Lock);
        return count;
    }

    /// <summary><c>delete_from_swap_cache</c>: the cache's references go last; the copy on the device is none any more, so the folio is dirty. Under the folio lock.</summary>
    public static async KernelPath DeleteFromSwapCache(Cpu cpu, Folio folio)
    {
        cpu.Machine.Reach(cpu.Kernel.Events.SwapCacheFreed);
        await cpu.Store(folio.SwapCached, 0);
        await SwapClaimPaths.PutSwap(cpu, (int)cpu.Read(folio.SwapSlot), folio.Pages);
        await cpu.Add(folio.Refcount, -folio.Pages);
        await cpu.Store(folio.Dirty, 1);
    }

    /// <summary>The device takes the data of a folio under writeback, and then ends it (<c>end_swap_bio_write</c>).</summary>
    public static async KernelPath EndWriteback(Cpu cpu, Folio folio)
    {
        for (var page = 0; page < folio.Pages; page++)
        {
            var datum = await cpu.Load(folio.Content.At(page), MemoryOrder.Plain);
            await cpu.Store(cpu.Kernel.Swap!.Device.At((int)cpu.Read(folio.SwapSlot) + page), datum, MemoryOrder.Plain);
        }

        await cpu.Store(folio.Writeback, 0);
    }
}
