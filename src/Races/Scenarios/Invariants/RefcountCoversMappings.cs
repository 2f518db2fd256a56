using RaceSim.Kernel.Memory;

namespace RaceSim.Scenarios.Invariants;

/// <summary>I1: A folio's reference count is never below its mapcounts plus pins, swap cache and other known references.</summary>
public sealed class RefcountCoversMappings : Invariant
{
    /// <inheritdoc/>
    public override string Id => "I1";

    /// <inheritdoc/>
    public override string Sentence => "A folio's reference count is never below its mapcounts plus pins, swap cache and other known references.";

    /// <inheritdoc/>
    public override string Source => "Documentation/mm/process_addrs.rst and mm/rmap.c: a mapping holds a reference; S003#5, #8";

    /// <inheritdoc/>
    public override void Attach(KernelInstance kernel, Watch watch)
    {
        foreach (var folio in kernel.Folios)
        {
            var predicate = watch.Predicate(() => Check(kernel, folio));
            watch.Ordered(folio.Refcount, predicate);
            watch.Ordered(folio.EntireMapcount, predicate);
            watch.Ordered(folio.Pincount, predicate);
            for (var page = 0; page < folio.Pages; page++)
            {
                watch.Ordered(folio.Mapcount(page), predicate);
            }
        }
    }

    private static string? Check(KernelInstance kernel, Folio folio)
    {
        var references = kernel.Cells.Read(folio.Refcount);
        var explained = Mappings.Explained(kernel, folio);
        return references >= explained || kernel.Cells.Read(folio.Frozen) != 0 ? null : $"{folio.Name} has {references} references for {Mappings.MapcountSum(kernel, folio)} mappings and {explained - Mappings.MapcountSum(kernel, folio)} other users";
    }
}
