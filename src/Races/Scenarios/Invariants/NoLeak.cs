using RaceSim.Kernel.Memory;

namespace RaceSim.Scenarios.Invariants;

/// <summary>I9: Once all mappings and known users are gone, no folio keeps a reference.</summary>
public sealed class NoLeak : Invariant
{
    /// <inheritdoc/>
    public override string Id => "I9";

    /// <inheritdoc/>
    public override string Sentence => "Once all mappings and known users are gone, no folio keeps a reference.";

    /// <inheritdoc/>
    public override string Source => "mm/swap.c; S003#8: the remainder of a batch must be given back";

    /// <inheritdoc/>
    public override void Attach(KernelInstance kernel, Watch watch)
    {
        foreach (var folio in kernel.Folios)
        {
            watch.AtEnd(() => Check(kernel, folio));
        }
    }

    // What exit would give back is what is explained; the rest stays for ever.
    private static string? Check(KernelInstance kernel, Folio folio)
    {
        var left = kernel.Cells.Read(folio.Refcount) - Mappings.Explained(kernel, folio);
        return left <= 0 ? null : $"{folio.Name} keeps {left} {(left == 1 ? "reference" : "references")} that nobody will give back";
    }
}
