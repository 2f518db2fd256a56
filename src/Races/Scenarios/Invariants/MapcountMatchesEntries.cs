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
        watch.Frame(pfn => Check(kernel, watch.Index, pfn, atEnd: false));
        watch.AtEnd(() => CheckAll(kernel, watch.Index));
    }

    private static string? CheckAll(KernelInstance kernel, MappingIndex index)
    {
        for (var pfn = 0; pfn < kernel.FrameCount; pfn++)
        {
            if (Check(kernel, index, pfn, atEnd: true) is { } seen)
            {
                return seen;
            }
        }

        return null;
    }

    private static string? Check(KernelInstance kernel, MappingIndex index, int pfn, bool atEnd)
    {
        var (folio, page) = kernel.Frame(pfn);
        if (folio is null)
        {
            return null;
        }

        var mapcount = kernel.Cells.Read(folio.Mapcount(page)) - kernel.Cells.Read(folio.DoubleMap);
        var entire = kernel.Cells.Read(folio.EntireMapcount);
        var (entries, blocks) = (index.Entries(pfn), index.Blocks(pfn));
        var holds = atEnd ? mapcount == entries && entire == blocks : mapcount >= entries && entire >= blocks;
        return holds
            ? null
            : $"page {page} of {folio.Name} has mapcount {mapcount} (entire {entire}) where {entries} entries and {blocks} blocks map it";
    }
}
