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
    public override void Attach(KernelInstance kernel, Watch watch)
    {
        var predicate = watch.Predicate(() => Mappings.AllPtlsFree(kernel) ? CheckAll(kernel) : null);
        foreach (var table in kernel.Tables)
        {
            watch.Released(table.Ptl, predicate, ordered: true);
        }
    }

    private static string? CheckAll(KernelInstance kernel)
    {
        foreach (var folio in kernel.Folios)
        {
            for (var page = 0; page < folio.Pages; page++)
            {
                if (kernel.Cells.Read(folio.AnonExclusive.At(page)) == 0)
                {
                    continue;
                }

                var entries = Mappings.Entries(kernel, folio.Pfn + page, cont: false) + Mappings.Entries(kernel, folio.Pfn + page, cont: true);
                if (entries > 1)
                {
                    return $"page {page} of {folio.Name} is marked exclusive and mapped by {entries} entries";
                }
            }
        }

        return null;
    }
}
