using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.ContPte;

namespace RaceSim.Kernel.Paths.Migration;

/// <summary><c>remove_migration_ptes</c>: a migrator maps the folio again wherever its migration entries stand (mm/migrate.c, v6.16).</summary>
internal static class MigrationPaths
{
    /// <summary>
    /// Restores the mappings of <paramref name="folio"/> whose first page belongs at <paramref name="va"/>. The migrator holds the folio lock and a reference of its own from the
    /// start. An rmap walk visits equal ranges in the order of their linking, the parent before the child (mm/interval_tree.c).
    /// </summary>
    public static async KernelPath RemoveMigrationPtes(Cpu cpu, Folio folio, int va)
    {
        await cpu.Lock(cpu.Kernel.AnonVma!, shared: true);
        var mms = cpu.Kernel.Mms;
        for (var i = 0; i < mms.Count; i++)
        {
            var mm = mms[cpu.Kernel.Build.Has(Mutation.WalkChildFirst) ? mms.Count - 1 - i : i];
            if (await cpu.Load(mm.Linked) != 0 && mm.TableOf(va, await cpu.LoadPmd(mm.Pmd(va))) is { } table)
            {
                await RemoveMigrationPte(cpu, table, folio, va);
            }
        }

        await cpu.Unlock(cpu.Kernel.AnonVma!, shared: true);
        await cpu.Unlock(folio.Lock);
        await cpu.Add(folio.Refcount, -1);
    }

    /// <summary>The same for one table.</summary>
    public static async KernelPath RemoveMigrationPte(Cpu cpu, PageTable table, Folio folio, int va)
    {
        await cpu.Lock(table.Ptl);
        for (var page = 0; page < folio.Pages; page++)
        {
            var entry = await cpu.LoadPte(table.At(va + page));
            if (entry.Kind != PteKind.Migration || entry.Pfn != folio.Pfn + page)
            {
                continue;
            }

            await cpu.Add(folio.Refcount, 1);
            await cpu.Add(folio.Mapcount(page), 1);
            if (entry.Mode != MigrationMode.Readable && cpu.Kernel.Build.AnonExclusive)
            {
                await cpu.Store(folio.AnonExclusive.At(page), 1);
            }

            var pte = Pte.Present(folio.Pfn + page, entry.Mode == MigrationMode.Writable).WithKeptBitsOf(entry);
            pte = pte.IsWritable ? pte.ClearUffdWp() : pte;
            await PteHelpers.SetPtes(cpu, table, va + page, pte, 1);
        }

        await cpu.Unlock(table.Ptl);
    }
}
