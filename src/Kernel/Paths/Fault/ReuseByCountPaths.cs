using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.Swap;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.Fault;

/// <summary>
/// Write faults that ask the reference count whether they are alone (<c>do_wp_page</c>, mm/memory.c): S004's trial patch, its readings, what was merged of it (09854ba94c6a, 5.9), and the forms
/// of 5.18 and of 5.19 and later. All of them only try the folio lock.
/// </summary>
internal static class ReuseByCountPaths
{
    /// <summary>The trial patch and 5.9.</summary>
    public static async KernelPath<Reuse> DoWpPage59(Cpu cpu, Folio folio, int page)
    {
        var build = cpu.Kernel.Build;
        var copiesKsm = build.WriteFault == WriteFault.Count;
        if ((copiesKsm && await PageFlagPaths.IsKsm(cpu, folio)) || await cpu.Load(folio.Refcount) != 1)
        {
            return Reuse.Copy;
        }

        if (!await cpu.TryLock(folio.Lock))
        {
            cpu.Machine.Reach(cpu.Kernel.Events.WpLockTaken);
            return Reuse.Copy;
        }

        if ((copiesKsm && await PageFlagPaths.IsKsm(cpu, folio)) || !await IsAlone(cpu, folio, page))
        {
            await cpu.Unlock(folio.Lock);
            return Reuse.Copy;
        }

        await cpu.Take(ReuseNoteEffect.Instance, OperationKind.Local, folio.Pfn);
        if (!build.UnlocksFolioLate)
        {
            await cpu.Unlock(folio.Lock);
        }

        return Reuse.Reuse;
    }

    /// <summary>The strawman that believes the page's own mapcount.</summary>
    public static async KernelPath<Reuse> DoWpPageByMapcount(Cpu cpu, Folio folio, int page)
    {
        if (!await cpu.TryLock(folio.Lock))
        {
            cpu.Machine.Reach(cpu.Kernel.Events.WpLockTaken);
            return Reuse.Copy;
        }

        if (await PageFlagPaths.PageMapcount(cpu, folio, page) == 1)
        {
            return Reuse.Reuse;
        }

        await cpu.Unlock(folio.Lock);
        return Reuse.Copy;
    }

    /// <summary><c>wp_can_reuse_anon_folio</c> of 5.19 to 6.14, without AnonExclusive what 5.18 has in its place.</summary>
    public static async KernelPath<Reuse> WpCanReuseAnonFolio(Cpu cpu, Folio folio, int page)
    {
        var build = cpu.Kernel.Build;
        if (build.AnonExclusive && await cpu.Load(folio.AnonExclusive.At(page)) != 0)
        {
            return Reuse.Reuse;
        }

        if (await PageFlagPaths.IsKsm(cpu, folio))
        {
            return Reuse.Copy;
        }

        var references = await cpu.Load(folio.Refcount);
        if (references != 1 && !(build.FreesSwapCache && references == 1 + folio.Pages && await PageFlagPaths.IsSwapCached(cpu, folio)))
        {
            return Reuse.Copy; // A large folio too is reused if this page is the only one still mapped.
        }

        if (build.Has(Mutation.WaitForFolioLock))
        {
            await cpu.Lock(folio.Lock);
        }
        else if (!await cpu.TryLock(folio.Lock))
        {
            cpu.Machine.Reach(cpu.Kernel.Events.WpLockTaken);
            return Reuse.Copy;
        }

        if (build.FreesSwapCache)
        {
            await SwapCachePaths.TryToFreeSwap(cpu, folio);
        }

        var alone = await cpu.Load(folio.Refcount) == 1 && !await PageFlagPaths.IsKsm(cpu, folio);
        if (alone && build.MovesAnonRmap)
        {
            await PageFlagPaths.PageMoveAnonRmap(cpu, folio);
        }

        await cpu.Unlock(folio.Lock);
        if (alone && build.AnonExclusive)
        {
            await cpu.Store(folio.AnonExclusive.At(page), 1);
        }

        return alone ? Reuse.Reuse : Reuse.Copy;
    }

    /// <summary>The tests under the folio lock.</summary>
    private static async KernelPath<bool> IsAlone(Cpu cpu, Folio folio, int page)
    {
        var build = cpu.Kernel.Build;
        var decidesByMapcount = build.WriteFault == WriteFault.Trial || build.Has(Mutation.NoCountRecheck);
        if (folio.IsLarge)
        {
            // page_mapcount reads several counters; none of its mappings can be another's while the folio has one reference.
            var mapcount = await PageFlagPaths.PageMapcount(cpu, folio, page);
            return mapcount == 1 ? decidesByMapcount || await Decide(cpu, folio, page, byCount: true) : build.WriteFault == WriteFault.Trial && await Decide(cpu, folio, page, byCount: true);
        }

        if (decidesByMapcount)
        {
            // "mapcount != 1 && count != 1" is false with a mapcount of one, whatever the count.
            return await Decide(cpu, folio, page, byCount: false) || (build.WriteFault == WriteFault.Trial && await Decide(cpu, folio, page, byCount: true));
        }

        return await cpu.Load(folio.Mapcount(page)) == 1 && await Decide(cpu, folio, page, byCount: true);
    }

    private static async KernelPath<bool> Decide(Cpu cpu, Folio folio, int page, bool byCount) =>
        await cpu.Take(ReuseTestEffect.Instance, OperationKind.Local, folio.Pfn + page, byCount ? 1 : 0) == 1;
}
