using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.Fork;
using RaceSim.Kernel.Paths.Tlbs;

namespace RaceSim.Kernel.Paths.Oppo;

/// <summary>
/// OPPO's split of a contiguous block into single pages (<c>__split_huge_cont_pte</c> and <c>__split_huge_cont_pte_locked</c>, mm/cont_pte_hugepage.c of the
/// published OnePlus kernels), for anonymous memory.
/// </summary>
internal static class OppoSplitPaths
{
    /// <summary>
    /// Splits the block around <paramref name="va"/>. Called with the table's lock held; if the folio is locked by somebody else, gives that lock up, waits for the folio's, and looks
    /// again.
    /// </summary>
    public static async KernelPath SplitContPte(Cpu cpu, PageTable table, int va)
    {
        var start = Start(cpu, va);
        while (true)
        {
            var first = await cpu.LoadPte(table.At(start));
            if (!first.IsPresent || !first.IsCont)
            {
                return;
            }

            var folio = cpu.Kernel.Frame(first.Pfn).Folio ?? throw new ModelException($"a block of zeroes is unmapped in part at page {va}: its split is not modelled");
            if (cpu.Kernel.Build.Has(Mutation.SplitWithoutFolioLock))
            {
                await SplitLocked(cpu, table, va, folio);
                return;
            }

            if (await cpu.TryLock(folio.Lock) || await LockFolio(cpu, table, start, folio))
            {
                await SplitLocked(cpu, table, va, folio);
                await cpu.Unlock(folio.Lock);
                return;
            }
        }
    }

    /// <summary>
    /// A split that fork needs, with both page-table locks held. As published it waits for the folio lock under the child's (E19); with the fix it only tries, and otherwise
    /// asks to be called again without the locks.
    /// </summary>
    public static async KernelPath<CopyResult> SplitInFork(Cpu cpu, PageTable source, int va)
    {
        if (!cpu.Kernel.Build.SplitOutside)
        {
            await SplitContPte(cpu, source, va);
            return cpu.Kernel.Build.Has(Mutation.SkipAfterSplit) ? CopyResult.Copied(1) : CopyResult.Again;
        }

        var start = Start(cpu, va);
        var first = await cpu.LoadPte(source.At(start));
        var folio = cpu.Kernel.Frame(first.Pfn).Folio!;
        if (!await cpu.TryLock(folio.Lock))
        {
            return CopyResult.SplitFirst;
        }

        await SplitLocked(cpu, source, va, folio);
        await cpu.Unlock(folio.Lock);
        return CopyResult.Again;
    }

    /// <summary>The rest of a fork's split, with no lock held: the source's page-table lock alone may be given up while waiting.</summary>
    public static async KernelPath SplitOutside(Cpu cpu, PageTable source, int va)
    {
        await cpu.Lock(source.Ptl);
        await SplitContPte(cpu, source, va);
        await cpu.Unlock(source.Ptl);
    }

    /// <summary>Takes one entire mapping away; with the last one DoubleMap ends, and the pages' mapcounts no longer stand for it.</summary>
    public static async KernelPath RemoveEntireMapping(Cpu cpu, Folio folio)
    {
        if (await cpu.Add(folio.EntireMapcount, -1) != 1 || await cpu.Rmw(folio.DoubleMap, RmwKind.Exchange, 0) == 0)
        {
            return;
        }

        for (var page = 0; page < folio.Pages; page++)
        {
            await cpu.Add(folio.Mapcount(page), -1);
        }
    }

    private static int Start(Cpu cpu, int va) => va / cpu.Kernel.Constants.ContPtes * cpu.Kernel.Constants.ContPtes;

    /// <summary>Sleeps for the folio lock with the table's lock given up. False: the block has changed meanwhile, and nothing is held but the table's lock.</summary>
    private static async KernelPath<bool> LockFolio(Cpu cpu, PageTable table, int start, Folio folio)
    {
        cpu.Machine.Reach(cpu.Kernel.Events.SplitWaited);
        await cpu.Add(folio.Refcount, 1);
        var before = await cpu.LoadPte(table.At(start));
        await cpu.Unlock(table.Ptl);
        await cpu.Lock(folio.Lock);
        await cpu.Lock(table.Ptl);
        var isSame = await cpu.LoadPte(table.At(start)) == before;
        if (!isSame)
        {
            await cpu.Unlock(folio.Lock);
        }

        await cpu.Add(folio.Refcount, -1);
        return isSame;
    }

    /// <summary>Turns one reference and one entire mapping into one of each for every page, and rewrites the block without the contiguous bit.</summary>
    private static async KernelPath SplitLocked(Cpu cpu, PageTable table, int va, Folio folio)
    {
        var build = cpu.Kernel.Build;
        var block = cpu.Kernel.Constants.ContPtes;
        var start = Start(cpu, va);
        cpu.Machine.Reach(cpu.Kernel.Events.OppoSplit);
        if (!build.Has(Mutation.KeepOneReference))
        {
            await cpu.Add(folio.Refcount, block - 1);
        }

        var old = new Pte[block];
        for (var i = 0; i < block; i++)
        {
            old[i] = await cpu.LoadPte(table.At(start + i));
        }

        // What hardware sets in an entry from here on is not collected: the published code throws the cleared values away.
        for (var i = 0; i < block; i++)
        {
            cpu.Kernel.Tlbs.Owe(cpu, table.Mm, start + i);
            await cpu.Rmw(table.At(start + i), RmwKind.Exchange, 0);
        }

        await FlushTlbPaths.FlushTlbRange(cpu, table.Mm, start, start + block);
        if (build.Has(Mutation.LowerEntireFirst))
        {
            await RemoveEntireMapping(cpu, folio);
        }

        var page = cpu.Kernel.Frame(old[0].Pfn).Page;
        for (var i = 0; i < block; i++)
        {
            await cpu.StorePte(table.At(start + i), build.Has(Mutation.SplitKeepsContiguous) && start + i != va ? old[i] : old[i].MakeNonCont());
            await cpu.Add(folio.Mapcount(page + i), 1);
        }

        if (!build.Has(Mutation.LowerEntireFirst))
        {
            await NoteDoubleMap(cpu, folio);
            await RemoveEntireMapping(cpu, folio);
        }
    }

    /// <summary>Others map the folio as a whole still: the pages' mapcounts are raised once more, by whoever sets DoubleMap.</summary>
    private static async KernelPath NoteDoubleMap(Cpu cpu, Folio folio)
    {
        if (await cpu.Load(folio.EntireMapcount) <= 1)
        {
            return;
        }

        if (cpu.Kernel.Build.Has(Mutation.NoDoubleMapTestAndSet))
        {
            if (await cpu.Load(folio.DoubleMap) != 0)
            {
                return;
            }

            await cpu.Store(folio.DoubleMap, 1);
        }
        else if (await cpu.Rmw(folio.DoubleMap, RmwKind.Exchange, 1) != 0)
        {
            return;
        }

        cpu.Machine.Reach(cpu.Kernel.Events.DoubleMapped);
        for (var page = 0; page < folio.Pages; page++)
        {
            await cpu.Add(folio.Mapcount(page), 1);
        }
    }
}
