using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.ContPte;
using RaceSim.Kernel.Paths.Tables;
using RaceSim.Kernel.Paths.Tlbs;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.CowPte;

/// <summary><c>move_page_tables</c> and <c>move_ptes</c> (mm/mremap.c, v6.3, with S002's change) for one page, whose destination's VMA is there already.</summary>
internal static class MremapPaths
{
    /// <summary>mremap(2) of one page of the current mm.</summary>
    public static async KernelPath Mremap(Cpu cpu, int from, int to)
    {
        var mm = cpu.Mm!;
        await MmapWritePaths.Lock(cpu, mm);
        if (await MovePageTables(cpu, mm, from, to))
        {
            await cpu.Take(MoveImageEffect.Instance, OperationKind.Local, from, to);
        }

        await MmapWritePaths.Unlock(cpu, mm);
    }

    private static async KernelPath<bool> MovePageTables(Cpu cpu, Mm mm, int from, int to)
    {
        var build = cpu.Kernel.Build;
        if ((await cpu.LoadPmd(mm.Pmd(from))).IsNone)
        {
            return true;
        }

        var isShared = (await cpu.LoadPmd(mm.Pmd(from))).IsReadOnly;
        if (!await BreakCowPtePaths.BreakCowPte(cpu, mm, from) && build.Has(TableFix.PropagateErrors))
        {
            return false;
        }

        if (build.Has(TableFix.BreakDestination) && !await BreakCowPtePaths.BreakCowPte(cpu, mm, to))
        {
            return false;
        }

        if (await TablePaths.PteAlloc(cpu, mm, to) is not { } destination)
        {
            return false;
        }

        var source = (await TablePaths.Find(cpu, mm, from))!;
        await MovePtes(cpu, source, destination, from, to);
        if (isShared && !(await cpu.LoadPmd(mm.Pmd(from))).IsReadOnly)
        {
            cpu.Machine.Reach(cpu.Kernel.Events.FlushedTwice);
        }

        return true;
    }

    private static async KernelPath MovePtes(Cpu cpu, PageTable source, PageTable destination, int from, int to)
    {
        await cpu.Lock(source.Ptl);
        if (source.Page != destination.Page)
        {
            await cpu.Lock(destination.Ptl); // nested class
        }

        var pte = await PteHelpers.PtepGetAndClear(cpu, source, from);
        if (!pte.IsNone)
        {
            await cpu.StorePte(destination.At(to), pte);
        }

        await FlushTlbPaths.FlushTlbRange(cpu, source.Mm, from, from + 1);
        if (source.Page != destination.Page)
        {
            await cpu.Unlock(destination.Ptl);
        }

        await cpu.Unlock(source.Ptl);
    }
}
