using RaceSim.Kernel.Memory;

namespace RaceSim.Scenarios.Invariants;

/// <summary>I28: When an observer concludes that nobody else holds a reference, nobody does.</summary>
public sealed class ObserverIsRight : Invariant
{
    /// <inheritdoc/>
    public override string Id => "I28";

    /// <inheritdoc/>
    public override string Sentence => "When an observer concludes that nobody else holds a reference, nobody does.";

    /// <inheritdoc/>
    public override string Source => "mm/ksm.c, write_protect_page; mm/rmap.c, the lazyfree test; S003#5";

    /// <inheritdoc/>
    public override void Attach(KernelInstance kernel, Watch watch)
    {
        foreach (var folio in kernel.Folios)
        {
            watch.Own(folio.NoForeignReference, watch.Predicate(() => Check(kernel, folio)));
        }
    }

    private static string? Check(KernelInstance kernel, Folio folio) =>
        kernel.Cells.Read(folio.NoForeignReference) == 0 || folio.ForeignReferences == 0
            ? null
            : $"an observer concludes that nobody else uses {folio.Name}, but {folio.ForeignReferences} foreign reference is held";
}
