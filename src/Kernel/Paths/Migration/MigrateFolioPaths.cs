using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.Tlbs;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.Migration;

/// <summary>
/// Moving an anonymous folio to another one (<c>migrate_folio_unmap</c>, <c>migrate_folio_move</c>, <c>__migrate_folio</c>; mm/migrate.c, v6.16): replaces its entries by migration entries,
/// copies it if nobody else refers to it, and maps the copy, or the folio itself if it had to stay.
/// </summary>
internal static class MigrateFolioPaths
{
    /// <summary>Moves <paramref name="source"/>, whose first page belongs at <paramref name="va"/> in every mm, to <paramref name="target"/>.</summary>
    public static async KernelPath MigrateFolio(Cpu cpu, Folio source, Folio target, int va)
    {
        if (await cpu.Rmw(source.Refcount, RmwKind.AddUnlessZero, 1) == 0) // isolated from the LRU: folio_get_nontail_page
        {
            return;
        }

        await cpu.Store(target.Refcount, 1); // allocated
        if (!await cpu.TryLock(source.Lock))
        {
            await cpu.Add(target.Refcount, -1);
            await cpu.Add(source.Refcount, -1);
            return;
        }

        await cpu.Lock(target.Lock);
        var batch = cpu.UnmapBatch;
        var isUnmapped = await TryToMigrate(cpu, source, va, batch);
        if (!cpu.Kernel.Build.Has(UnmapMutation.CopyBeforeFlush))
        {
            await BatchedFlushPaths.TryToUnmapFlush(cpu, batch);
        }

        var isMoved = isUnmapped && await MoveToNewFolio(cpu, source, target);
        await BatchedFlushPaths.TryToUnmapFlush(cpu, batch);
        cpu.Machine.Reach(isMoved ? cpu.Kernel.Events.FolioMigrated : cpu.Kernel.Events.MigrationRefused);
        await MigrationPaths.RemoveMigrationPtesOf(cpu, source, isMoved ? target : source, va);
        await cpu.Unlock(target.Lock);
        await cpu.Unlock(source.Lock);
        await cpu.Add(target.Refcount, -1);
        await cpu.Add(source.Refcount, -1);
    }

    /// <summary><c>try_to_migrate</c>: false if an entry had to stay.</summary>
    private static async KernelPath<bool> TryToMigrate(Cpu cpu, Folio source, int va, UnmapBatch batch)
    {
        var isUnmapped = true;
        await cpu.Lock(cpu.Kernel.AnonVma!, shared: true);
        foreach (var mm in cpu.Kernel.Mms)
        {
            if (isUnmapped && await cpu.Load(mm.Linked) != 0 && mm.TableOf(va, await cpu.LoadPmd(mm.Pmd(va))) is { } table)
            {
                isUnmapped = await TryToMigratePaths.TryToMigrateOne(cpu, table, source, va, batch);
            }
        }

        await cpu.Unlock(cpu.Kernel.AnonVma!, shared: true);
        for (var page = 0; page < source.Pages && isUnmapped; page++)
        {
            isUnmapped = await cpu.Load(source.Mapcount(page)) == 0; // folio_mapped
        }

        return isUnmapped;
    }

    /// <summary><c>__migrate_folio</c> of a folio without a mapping: the references must be the migrator's own, before the copy and after it.</summary>
    private static async KernelPath<bool> MoveToNewFolio(Cpu cpu, Folio source, Folio target)
    {
        if (!await HasExpectedReferences(cpu, source))
        {
            return false;
        }

        for (var page = 0; page < source.Pages; page++)
        {
            var datum = await cpu.Load(source.Content.At(page), MemoryOrder.Plain);
            await cpu.Store(target.Content.At(page), datum, MemoryOrder.Plain);
        }

        cpu.Machine.Ledger?.CopyPage();
        if (!await HasExpectedReferences(cpu, source))
        {
            return false;
        }

        await cpu.Store(target.Dirty, await cpu.Load(source.Dirty)); // folio_migrate_flags
        return true;
    }

    private static async KernelPath<bool> HasExpectedReferences(Cpu cpu, Folio source) =>
        cpu.Kernel.Build.Has(UnmapMutation.MigrateReferenced) || await cpu.Load(source.Refcount) == 1;
}
