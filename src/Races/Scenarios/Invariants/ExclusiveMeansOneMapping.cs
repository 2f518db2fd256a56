using RaceSim.Kernel.Memory;

namespace RaceSim.Scenarios.Invariants;

/// <summary>I16: A page marked AnonExclusive has at most one mapping.</summary>
public sealed class ExclusiveMeansOneMapping : Invariant
{
    /// <inheritdoc/>
    public override string Id => "I16";

    /// <inheritdoc/>
    public override string Sentence => "A page marked AnonExclusive has at most one mapping.";

    /// <inheritdoc/>
    public override string Source => "include/linux/page-flags.h, PG_anon_exclusive; 6c287605fd56";

    /// <inheritdoc/>
    public override void Attach(KernelInstance kernel, Watch watch) => watch.Frame(pfn => Check(kernel, watch.Index, pfn));

    private static string? Check(KernelInstance kernel, MappingIndex index, int pfn)
    {
        var (folio, page) = kernel.Frame(pfn);
        var entries = index.Entries(pfn) + index.Blocks(pfn);
        return folio is null || entries <= 1 || kernel.Cells.Read(folio.AnonExclusive.At(page)) == 0
            ? null
            : $"page {page} of {folio.Name} is marked exclusive and mapped by {entries} entries";
    }
}
