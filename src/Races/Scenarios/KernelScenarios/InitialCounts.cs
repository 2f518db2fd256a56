using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Memory;

namespace RaceSim.Scenarios.KernelScenarios;

/// <summary>The counters of the initial state.</summary>
internal static class InitialCounts
{
    /// <summary>Reference and map counts follow from the entries; so do the RSS counters.</summary>
    public static void Set(KernelInstance kernel)
    {
        var isCountedOnce = kernel.Build.Tables == TableSharing.CowPteV2;
        foreach (var mm in kernel.Mms)
        {
            if (isCountedOnce)
            {
                foreach (var table in mm.Tables)
                {
                    CountTable(kernel, mm, table);
                }

                continue;
            }

            foreach (var table in Invariants.Mappings.Reached(kernel, mm))
            {
                CountTable(kernel, mm, table);
            }
        }

        CountHuge(kernel);
        foreach (var folio in kernel.Folios.Where(f => !f.IsSpare))
        {
            var migrates = IsMigrating(kernel, folio) ? 1 : 0; // The migrator's own reference.
            folio.HasForeignMigrator = migrates > 0 && !folio.HasMigrator;
            Raise(kernel, folio.Refcount, folio.ForeignReferences + folio.InitialPins + Invariants.Mappings.CacheReferences(kernel, folio) + migrates);
        }
    }

    /// <summary>A PMD entry holds one reference and one entire mapcount. Beside mappings by pages, before AnonExclusive, PG_double_map stands for it in each page's mapcount.</summary>
    private static void CountHuge(KernelInstance kernel)
    {
        foreach (var mm in kernel.Mms.Where(m => m.HugePmdLock is not null))
        {
            var folio = kernel.Frame(HugePmd.Pfn(kernel.Cells.Read(mm.Pmd(0)))).Folio!;
            Raise(kernel, mm.Rss(RssKind.Anon), folio.Pages);
            Raise(kernel, folio.Refcount, 1);
            Raise(kernel, folio.EntireMapcount, 1);
            var isMappedByPages = Enumerable.Range(0, folio.Pages).Any(page => kernel.Cells.Read(folio.Mapcount(page)) > 0);
            if (isMappedByPages && !kernel.Build.AnonExclusive && kernel.Cells.Read(folio.DoubleMap) == 0)
            {
                Raise(kernel, folio.DoubleMap, 1);
                for (var page = 0; page < folio.Pages; page++)
                {
                    Raise(kernel, folio.Mapcount(page), 1);
                }
            }
        }
    }

    private static void CountTable(KernelInstance kernel, Mm mm, PageTable table)
    {
        var isCharged = kernel.Pool is null || mm.TableOf(table.FirstVa, new Pmd(kernel.Cells.Read(mm.Pmd(table.FirstVa)))) is not null;
        for (var i = 0; i < table.Count; i++)
        {
            Count(kernel, isCharged ? mm : null, new Pte(kernel.Cells.Read(table.Entries.At(i))));
        }

        if (kernel.Pool is not null && isCharged)
        {
            Raise(kernel, mm.PgtableBytes, 1);
        }
    }

    private static void Count(KernelInstance kernel, Mm? mm, Pte pte)
    {
        if (mm is not null && RssVec.KindOf(kernel, pte) is { } kind)
        {
            Raise(kernel, mm.Rss(kind), 1);
        }

        if (pte.IsMapping && kernel.Frame(pte.Pfn).Folio is { } folio)
        {
            var page = kernel.Frame(pte.Pfn).Page;
            if (pte.IsCont && kernel.Build.ContPte == ContPteMode.Explicit)
            {
                var unit = kernel.Build.EntirePerFolio ? folio.Pages : kernel.Constants.ContPtes;
                var isFirst = page % unit == 0 ? 1 : 0;
                Raise(kernel, folio.Refcount, isFirst);
                Raise(kernel, folio.EntireMapcount, isFirst);
                return;
            }

            Raise(kernel, folio.Refcount, 1);
            Raise(kernel, folio.Mapcount(page), 1);
        }
    }

    private static bool IsMigrating(KernelInstance kernel, Folio folio) => kernel.Tables.Any(t => Enumerable.Range(0, t.Count)
        .Select(i => new Pte(kernel.Cells.Read(t.Entries.At(i))))
        .Any(p => p.Kind == PteKind.Migration && kernel.Frame(p.Pfn).Folio == folio));

    /// <summary>Adds to a cell of the initial state.</summary>
    public static void Raise(KernelInstance kernel, Cell cell, long by) => kernel.Cells.SetInitial(cell, kernel.Cells.Read(cell) + by);
}
