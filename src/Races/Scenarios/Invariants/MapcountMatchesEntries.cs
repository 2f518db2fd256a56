using RaceSim.Kernel.Memory;

namespace RaceSim.Scenarios.Invariants;

/// <summary>I2: A page's mapcount equals the number of present entries that name it.</summary>
public sealed class MapcountMatchesEntries : Invariant
{
    /// <inheritdoc/>
    public override string Id => "I2";

    /// <inheritdoc/>
    public override string Sentence => "A page's mapcount equals the number of present entries that name it.";

    /// <inheritdoc/>
    public override string Source => "mm/rmap.c, folio_add_anon_rmap_ptes and folio_remove_rmap_ptes; S003#26, #27";

    /// <inheritdoc/>
    public override void Attach(KernelInstance kernel, Watch watch)
    {
        var predicate = watch.Predicate(() => Mappings.AllPtlsFree(kernel) ? CheckAll(kernel, atEnd: false) : null);
        foreach (var table in kernel.Tables)
        {
            watch.Released(table.Ptl, predicate, ordered: true);
        }

        watch.AtEnd(() => CheckAll(kernel, atEnd: true));
    }

    private static string? CheckAll(KernelInstance kernel, bool atEnd)
    {
        foreach (var folio in kernel.Folios)
        {
            if (Check(kernel, folio, atEnd) is { } seen)
            {
                return seen;
            }
        }

        return null;
    }

    private static string? Check(KernelInstance kernel, Folio folio, bool atEnd)
    {
        var entire = kernel.Cells.Read(folio.EntireMapcount);
        for (var page = 0; page < folio.Pages; page++)
        {
            var mapcount = kernel.Cells.Read(folio.Mapcount(page));
            var entries = Mappings.Entries(kernel, folio.Pfn + page, cont: false);
            var blocks = Mappings.Entries(kernel, folio.Pfn + page, cont: true);
            var holds = atEnd ? mapcount == entries && entire == blocks : mapcount >= entries && entire >= blocks;
            if (!holds)
            {
                return $"page {page} of {folio.Name} has mapcount {mapcount} (entire {entire}) where {entries} entries and {blocks} blocks map it";
            }
        }

        return null;
    }
}
