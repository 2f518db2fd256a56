using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;

namespace RaceSim.Kernel.Paths.Fault;

/// <summary>Flags and counters of a page that write faults ask. A flag that a folio of this scenario can never have is not a step.</summary>
internal static class PageFlagPaths
{
    /// <summary><c>PageKsm</c>.</summary>
    public static async KernelPath<bool> IsKsm(Cpu cpu, Folio folio) => folio.IsKsmAtStart && await cpu.Load(folio.Ksm) != 0;

    /// <summary><c>PageSwapCache</c>.</summary>
    public static async KernelPath<bool> IsSwapCached(Cpu cpu, Folio folio) => cpu.Kernel.Swap is not null && await cpu.Load(folio.SwapCached) != 0;

    /// <summary><c>page_mapcount</c> (before 6.9): of a page of a huge page several counters, one after the other.</summary>
    public static async KernelPath<long> PageMapcount(Cpu cpu, Folio folio, int page)
    {
        var mapcount = await cpu.Load(folio.Mapcount(page));
        return folio.IsLarge ? mapcount + await cpu.Load(folio.EntireMapcount) - await cpu.Load(folio.DoubleMap) : mapcount;
    }

    /// <summary><c>page_trans_huge_mapcount</c> (mm/huge_memory.c, v5.8): the largest mapcount of a huge page's pages, in as many reads.</summary>
    public static async KernelPath<long> PageTransHugeMapcount(Cpu cpu, Folio folio)
    {
        var most = 0L;
        for (var page = 0; page < folio.Pages; page++)
        {
            most = Math.Max(most, await cpu.Load(folio.Mapcount(page)));
        }

        if (!folio.IsLarge)
        {
            return most;
        }

        most -= await cpu.Load(folio.DoubleMap);
        return most + await cpu.Load(folio.EntireMapcount);
    }

    /// <summary><c>page_move_anon_rmap</c>: rmap walkers will look for the page's mappings in one VMA only. Under the folio lock.</summary>
    public static async KernelPath PageMoveAnonRmap(Cpu cpu, Folio folio)
    {
        cpu.Machine.Reach(cpu.Kernel.Events.AnonRmapMoved);
        await cpu.Store(folio.OwnAnonVma, cpu.Mm!.Id + 1);
        if (folio.IsKsmAtStart)
        {
            await cpu.Store(folio.Ksm, 0); // The mapping no longer names a node of the stable tree.
        }
    }
}
