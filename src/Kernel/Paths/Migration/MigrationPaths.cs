using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.ContPte;

namespace RaceSim.Kernel.Paths.Migration;

/// <summary><c>remove_migration_ptes</c>: a migrator maps the folio again wherever its migration entries stand (mm/migrate.c, v6.16).</summary>
internal static class MigrationPaths
{
    /// <summary>
    /// Restores the mappings of <paramref name="folio"/> whose first page belongs at <paramref name="va"/>, for a migrator that has failed or whose copy is the same folio to the model. It holds the folio lock and a
    /// reference of its own from the start.
    /// </summary>
    public static async KernelPath RemoveMigrationPtes(Cpu cpu, Folio folio, int va)
    {
        await RemoveMigrationPtesOf(cpu, folio, folio, va);
        await cpu.Unlock(folio.Lock);
        await cpu.Add(folio.Refcount, -1);
    }

    /// <summary>
    /// Maps <paramref name="target"/> wherever a migration entry names <paramref name="source"/>. An rmap walk visits equal ranges in the order of their linking, the parent before the child
    /// (mm/interval_tree.c).
    /// </summary>
    public static async KernelPath RemoveMigrationPtesOf(Cpu cpu, Folio source, Folio target, int va)
    {
        await cpu.Lock(cpu.Kernel.AnonVma!, shared: true);
        var mms = cpu.Kernel.Mms;
        for (var i = 0; i < mms.Count; i++)
        {
            var mm = mms[cpu.Kernel.Build.Has(Mutation.WalkChildFirst) ? mms.Count - 1 - i : i];
            if (await cpu.Load(mm.Linked) != 0 && mm.TableOf(va, await cpu.LoadPmd(mm.Pmd(va))) is { } table)
            {
                await RemoveMigrationPte(cpu, table, source, target, va);
            }
        }

        await cpu.Unlock(cpu.Kernel.AnonVma!, shared: true);
    }

    /// <summary>The same for one table.</summary>
    public static async KernelPath RemoveMigrationPte(Cpu cpu, PageTable table, Folio source, Folio target, int va)
    {
        await cpu.Lock(table.Ptl);
        for (var page = 0; page < source.Pages; page++)
        {
            var entry = await cpu.LoadPte(table.At(va + page));
            if (entry.Kind != PteKind.Migration || entry.Pfn != source.Pfn + page)
            {
                continue;
            }

            await cpu.Add(target.Refcount, 1);
            await cpu.Add(target.Mapcount(page), 1);
            if (entry.Mode != MigrationMode.Readable && cpu.Kernel.Build.AnonExclusive)
            {
                await cpu.Store(target.AnonExclusive.At(page), 1);
            }

            await PteHelpers.SetPtes(cpu, table, va + page, await Restored(cpu, entry, target, page), 1);
        }

        await cpu.Unlock(table.Ptl);
    }

    /// <summary>The entry that maps the page again: young and dirty as the migration entry says, dirty only if the folio has kept that too.</summary>
    private static async KernelPath<Pte> Restored(Cpu cpu, Pte entry, Folio target, int page)
    {
        var pte = Pte.Present(target.Pfn + page, entry.Mode == MigrationMode.Writable).WithKeptBitsOf(entry).MakeClean();
        pte = entry.IsYoung ? pte : pte.MakeOld();
        pte = entry.IsDirty && await cpu.Load(target.Dirty) != 0 ? pte.MakeDirty() : pte;
        return pte.IsWritable ? pte.ClearUffdWp() : pte;
    }
}
