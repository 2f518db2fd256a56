using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.ContPte;
using RaceSim.Kernel.Paths.Migration;
using RaceSim.Kernel.Paths.Tlbs;

namespace RaceSim.Kernel.Paths.Observers;

/// <summary>
/// <c>deferred_split_scan</c> and <c>split_huge_page_to_list</c> (mm/huge_memory.c, v6.16): unmaps the folio by migration entries, freezes its reference count if nobody else
/// holds one, gives back the pages that nobody maps, and maps the others again. The parts keep the folio's common counters in the model.
/// </summary>
internal static class FolioSplitPaths
{
    /// <summary>Splits a folio that waits for it, whose first page belongs at <paramref name="va"/> in every mm.</summary>
    public static async KernelPath SplitDeferred(Cpu cpu, Folio folio, int va)
    {
        if (await cpu.Load(folio.Deferred) == 0 || await cpu.Rmw(folio.Refcount, RmwKind.AddUnlessZero, 1) == 0)
        {
            return;
        }

        if (!await cpu.TryLock(folio.Lock))
        {
            await cpu.Add(folio.Refcount, -1);
            return;
        }

        await cpu.Lock(cpu.Kernel.AnonVma!);
        var isMapped = new bool[folio.Pages];
        foreach (var mm in cpu.Kernel.Mms)
        {
            if (await cpu.Load(mm.Linked) != 0 && mm.TableOf(va, await cpu.LoadPmd(mm.Pmd(va))) is { } table)
            {
                await TryToMigrateOne(cpu, table, folio, va, isMapped);
            }
        }

        await FreezeAndSplit(cpu, folio, isMapped);
        foreach (var mm in cpu.Kernel.Mms)
        {
            if (await cpu.Load(mm.Linked) != 0 && mm.TableOf(va, await cpu.LoadPmd(mm.Pmd(va))) is { } table)
            {
                await MigrationPaths.RemoveMigrationPte(cpu, table, folio, va);
            }
        }

        await cpu.Unlock(cpu.Kernel.AnonVma!);
        await cpu.Unlock(folio.Lock);
        await cpu.Add(folio.Refcount, -1);
    }

    /// <summary><c>folio_ref_freeze</c>: nobody but the caller may hold a reference; then the pages that were mapped nowhere are free.</summary>
    private static async KernelPath FreezeAndSplit(Cpu cpu, Folio folio, bool[] isMapped)
    {
        var isFrozen = cpu.Kernel.Build.Has(Mutation.SplitWithoutFreeze) || await cpu.Rmw(folio.Refcount, RmwKind.CompareExchange, 0, 1) == 1;
        if (!isFrozen)
        {
            cpu.Machine.Reach(cpu.Kernel.Events.SplitRefused);
            return;
        }

        cpu.Machine.Reach(cpu.Kernel.Events.FolioSplit);
        await cpu.Store(folio.Deferred, 0);
        for (var page = 0; page < folio.Pages; page++)
        {
            if (!isMapped[page])
            {
                await cpu.Store(folio.PagesFreed.At(page), 1);
            }
        }

        if (!cpu.Kernel.Build.Has(Mutation.SplitWithoutFreeze))
        {
            await cpu.Store(folio.Refcount, 1);
        }
    }

    /// <summary><c>try_to_migrate_one</c> for each page of the folio in one table; leaves a page that is exclusive and may be pinned.</summary>
    private static async KernelPath TryToMigrateOne(Cpu cpu, PageTable table, Folio folio, int va, bool[] isMapped)
    {
        await cpu.Lock(table.Ptl);
        for (var page = 0; page < folio.Pages; page++)
        {
            var pte = await cpu.LoadPte(table.At(va + page));
            if (!pte.IsPresent || pte.Pfn != folio.Pfn + page)
            {
                continue;
            }

            isMapped[page] = true;
            var old = await PteHelpers.PtepGetAndClear(cpu, table, va + page);
            await FlushTlbPaths.FlushTlbRange(cpu, table.Mm, va + page, va + page + 1);
            var isExclusive = await cpu.Load(folio.AnonExclusive.At(page)) != 0;
            if (isExclusive && await cpu.Load(folio.Pincount) != 0)
            {
                await PteHelpers.SetPtes(cpu, table, va + page, old, 1);
                continue;
            }

            if (isExclusive)
            {
                await cpu.Store(folio.AnonExclusive.At(page), 0);
            }

            var mode = old.IsWritable ? MigrationMode.Writable : isExclusive ? MigrationMode.ReadableExclusive : MigrationMode.Readable;
            await cpu.StorePte(table.At(va + page), Pte.Migration(old.Pfn, mode));
            await cpu.Add(folio.Mapcount(page), -1);
            await cpu.Add(folio.Refcount, -1);
        }

        await cpu.Unlock(table.Ptl);
    }
}
