using RaceSim.Kernel.Memory;

namespace RaceSim.Scenarios.Invariants;

/// <summary>I1=: When no actor is inside the kernel, a folio's reference count equals its mappings and other known references.</summary>
public sealed class RefcountExactAtEnd : Invariant
{
    /// <inheritdoc/>
    public override string Id => "I1=";

    /// <inheritdoc/>
    public override string Sentence => "When no actor is inside the kernel, a folio's reference count equals its mappings and other known references.";

    /// <inheritdoc/>
    public override string Source => "mm/rmap.c; the equality form of I1";

    /// <inheritdoc/>
    public override void Attach(KernelInstance kernel, Watch watch)
    {
        foreach (var folio in kernel.Folios)
        {
            watch.AtEnd(() => Check(kernel, folio));
        }
    }

    private static string? Check(KernelInstance kernel, Folio folio)
    {
        var references = kernel.Cells.Read(folio.Refcount);
        var explained = Mappings.Explained(kernel, folio);
        return references == explained ? null : $"{folio.Name} ends with {references} references where {explained} are explained";
    }
}
