using RaceSim.Kernel.Memory;

namespace RaceSim.Scenarios.Invariants;

/// <summary>I5: A writable entry of a private mapping maps an anonymous page that no other entry maps and that is marked exclusive.</summary>
public sealed class WritableMeansAlone : Invariant
{
    /// <inheritdoc/>
    public override string Id => "I5";

    /// <inheritdoc/>
    public override string Sentence => "A writable entry of a private mapping maps an anonymous page that no other entry maps and that is marked exclusive.";

    /// <inheritdoc/>
    public override string Source => "mm/memory.c, copy_present_ptes and do_wp_page; include/linux/page-flags.h, PG_anon_exclusive; S003#11";

    /// <inheritdoc/>
    public override void Attach(KernelInstance kernel, Watch watch) => watch.Frame(pfn => Check(kernel, watch.Index, pfn));

    private static string? Check(KernelInstance kernel, MappingIndex index, int pfn)
    {
        var (folio, page) = kernel.Frame(pfn);
        if (folio is null || index.Writable(pfn) == 0)
        {
            return null;
        }

        var entries = index.Entries(pfn) + index.Blocks(pfn);
        var isKsm = kernel.Cells.Read(folio.Ksm) != 0;
        if (folio.IsAnon && !isKsm && entries == 1 && (!kernel.Build.AnonExclusive || kernel.Cells.Read(folio.AnonExclusive.At(page)) != 0))
        {
            return null;
        }

        return $"page {page} of {folio.Name} is mapped writable in a private mapping, but {(isKsm ? "is KSM's" : entries > 1 ? $"{entries} entries map it" : "is not marked exclusive")}";
    }
}
