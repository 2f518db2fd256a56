using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.Swap;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.Fault;

/// <summary>
/// <c>do_wp_page</c> up to 5.8 (mm/memory.c): mapcounts and swap counts decide, under the folio lock. If that is taken the fault gives the page-table lock up, sleeps, and compares the entry again.
/// </summary>
internal static class ReuseByMapcountPaths
{
    /// <summary>Entered with the page-table lock held; returns with it, unless the entry has changed meanwhile.</summary>
    public static async KernelPath<Reuse> DoWpPage58(Cpu cpu, PageTable table, int va, Pte orig, Folio folio)
    {
        if (await PageFlagPaths.IsKsm(cpu, folio) && (await PageFlagPaths.IsSwapCached(cpu, folio) || await cpu.Load(folio.Refcount) != 1))
        {
            return Reuse.Copy;
        }

        if (!await cpu.TryLock(folio.Lock) && !await SleepForFolioLock(cpu, table, va, orig, folio))
        {
            return Reuse.Retry;
        }

        var isReused = await PageFlagPaths.IsKsm(cpu, folio) ? await ReuseKsmPage(cpu, folio) : await ReuseSwapPage(cpu, folio);
        await cpu.Unlock(folio.Lock);
        return isReused ? Reuse.Reuse : Reuse.Copy;
    }

    /// <summary>Waits without the page-table lock. False: the entry is another one now, and no lock is held.</summary>
    private static async KernelPath<bool> SleepForFolioLock(Cpu cpu, PageTable table, int va, Pte orig, Folio folio)
    {
        cpu.Machine.Reach(cpu.Kernel.Events.WpSlept);
        await cpu.Add(folio.Refcount, 1);
        await cpu.Unlock(table.Ptl);
        await cpu.Lock(folio.Lock);
        await cpu.Lock(table.Ptl);
        var isSame = cpu.Kernel.Build.Has(Mutation.NoWriteFaultRecheck) || await cpu.LoadPte(table.At(va)) == orig;
        if (!isSame)
        {
            cpu.Machine.Reach(cpu.Kernel.Events.WpRetried);
            await cpu.Unlock(folio.Lock);
            await cpu.Unlock(table.Ptl);
        }

        await cpu.Add(folio.Refcount, -1);
        return isSame;
    }

    /// <summary><c>reuse_ksm_page</c> (mm/ksm.c, v5.8): a frozen reference count keeps ksmd away while the page leaves the stable tree.</summary>
    private static async KernelPath<bool> ReuseKsmPage(Cpu cpu, Folio folio)
    {
        if (await PageFlagPaths.IsSwapCached(cpu, folio))
        {
            return false;
        }

        var freezes = !cpu.Kernel.Build.Has(Mutation.NoKsmFreeze);
        if (freezes && await cpu.Take(FreezeEffect.Instance, OperationKind.Local, folio.Pfn, 1) == 0)
        {
            return false;
        }

        await PageFlagPaths.PageMoveAnonRmap(cpu, folio);
        if (freezes)
        {
            await cpu.Take(FreezeEffect.Instance, OperationKind.Local, folio.Pfn, 0);
        }

        return true;
    }

    /// <summary><c>reuse_swap_page</c> (mm/swapfile.c, v5.8).</summary>
    private static async KernelPath<bool> ReuseSwapPage(Cpu cpu, Folio folio)
    {
        var count = await PageFlagPaths.PageTransHugeMapcount(cpu, folio);
        var isCached = await PageFlagPaths.IsSwapCached(cpu, folio);
        if (isCached)
        {
            count += await SwapCachePaths.PageSwapcount(cpu, folio);
        }

        if (count == 1 && isCached)
        {
            if (await cpu.Load(folio.Writeback) == 0)
            {
                await SwapCachePaths.DeleteFromSwapCache(cpu, folio);
            }
            else if (cpu.Kernel.Swap!.NeedsStablePages && !cpu.Kernel.Build.Has(Mutation.IgnoreStableWriteback))
            {
                return false;
            }
        }

        if (count == 1 && !folio.IsLarge)
        {
            await PageFlagPaths.PageMoveAnonRmap(cpu, folio);
        }

        return count <= 1;
    }
}
