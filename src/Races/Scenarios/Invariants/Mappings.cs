using RaceSim.Kernel.Memory;

namespace RaceSim.Scenarios.Invariants;

/// <summary>What several invariants ask of folios and tables.</summary>
internal static class Mappings
{
    /// <summary>The sum of a folio's mapcounts.</summary>
    public static long MapcountSum(KernelInstance kernel, Folio folio)
    {
        var sum = kernel.Cells.Read(folio.EntireMapcount) - (kernel.Cells.Read(folio.DoubleMap) * folio.Pages);
        for (var page = 0; page < folio.Pages; page++)
        {
            sum += kernel.Cells.Read(folio.Mapcount(page));
        }

        return sum;
    }

    /// <summary>The references that the model can explain: mappings, swap cache, pins, and users outside the model.</summary>
    public static long Explained(KernelInstance kernel, Folio folio) =>
        MapcountSum(kernel, folio) + kernel.Cells.Read(folio.Pincount) + folio.ForeignReferences
        + (folio.HasForeignMigrator ? 1 : 0) + CacheReferences(kernel, folio);

    /// <summary>The references that its caches hold, one a page: the page cache of a file's folio, the swap cache while it is there.</summary>
    public static long CacheReferences(KernelInstance kernel, Folio folio) => folio.Pages * (folio.IsAnon ? kernel.Cells.Read(folio.SwapCached) : 1);

    /// <summary>Whether no page-table lock, nor the lock of a PMD entry that maps a huge page, is held, but for one that the present step has handed to its next holder.</summary>
    public static bool AllPtlsFree(KernelInstance kernel)
    {
        foreach (var table in kernel.Tables)
        {
            if (!table.Ptl.IsQuiet && table.Ptl != kernel.Machine.Released)
            {
                return false;
            }
        }

        for (var i = 0; i < (kernel.Pool?.Pages.Count ?? 0); i++)
        {
            var ptl = kernel.Pool!.Pages[i].Ptl;
            if (!ptl.IsQuiet && ptl != kernel.Machine.Released)
            {
                return false;
            }
        }

        foreach (var mm in kernel.Mms)
        {
            if (mm.HugePmdLock is { IsFree: false } pmdLock && pmdLock != kernel.Machine.Released)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether entries of this table can be reached from its mm.</summary>
    public static bool IsPublished(KernelInstance kernel, PageTable table)
    {
        var pmd = kernel.Cells.Read(table.Mm.Pmd(table.FirstVa));
        return !HugePmd.IsLeaf(pmd) && new Pmd(pmd).Table == table.Id;
    }

    /// <summary>The tables of all address spaces as each sees them: those that its PMD entries name now; where tables do not change all there are, published or not.</summary>
    public static ReachedTables Reached(KernelInstance kernel) => new(kernel, 0, kernel.Mms.Count);

    /// <summary>Evaluates a predicate after writes of the entry that translates a page, whichever that is where tables change.</summary>
    public static void OrderEntry(KernelInstance kernel, Watch watch, Mm mm, int va, ulong predicate)
    {
        if (kernel.Pool is null)
        {
            watch.Ordered(mm.Table(va).At(va), predicate);
            return;
        }

        watch.Ordered(mm.Pmd(va), predicate);
        foreach (var page in kernel.Pool.Pages)
        {
            watch.Ordered(page.Entries.At(va % page.Count), predicate);
        }
    }

    /// <summary>All page tables, reached or not.</summary>
    public static IEnumerable<TablePage> Pages(KernelInstance kernel) => kernel.Pool?.Pages ?? kernel.Tables.Select(t => t.Page);

    /// <summary>The tables of one address space.</summary>
    public static ReachedTables Reached(KernelInstance kernel, Mm mm) => new(kernel, mm.Id, 1);
}
