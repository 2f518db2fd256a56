using RaceSim.Kernel.Memory;

namespace RaceSim.Scenarios.Invariants;

/// <summary>I20: A child's image is its parent's at the end of fork's flush.</summary>
public sealed class SnapshotAtFork : Invariant
{
    /// <inheritdoc/>
    public override string Id => "I20";

    /// <inheritdoc/>
    public override string Sentence => "A child's image is its parent's at the end of fork's flush.";

    /// <inheritdoc/>
    public override string Source => "fork(2); S003#26, #28";

    /// <inheritdoc/>
    public override void Attach(KernelInstance kernel, Watch watch)
    {
        if (!kernel.Options.ForkExcludesFaults)
        {
            return; // Then other threads change the parent's image during the copy, and the child's is not defined (B02).
        }

        foreach (var mm in kernel.Mms.Where(m => kernel.Cells.Read(m.Linked) == 0))
        {
            var predicate = watch.Predicate(() => kernel.Cells.Read(mm.Snapshot) != 0 ? Check(kernel, mm) : null);
            watch.Ordered(mm.Snapshot, predicate);
            foreach (var page in mm.Pool?.Pages ?? mm.Tables.Select(t => t.Page))
            {
                watch.Released(page.Ptl, predicate);
            }
        }
    }

    private static string? Check(KernelInstance kernel, Mm child)
    {
        foreach (var table in Mappings.Reached(kernel, child))
        {
            if (!table.Ptl.IsQuiet && table.Ptl != kernel.Machine.Released)
            {
                continue; // Somebody is at work on it: what it holds is looked at when the lock is given up.
            }

            for (var va = table.FirstVa; va < table.FirstVa + table.Count; va++)
            {
                var pte = new Pte(kernel.Cells.Read(table.At(va)));
                var expected = kernel.Cells.Read(child.Expected.At(va));
                // An empty entry of a shared mapping says nothing: the next access finds the file's page.
                var isKnown = pte.Kind is PteKind.None or PteKind.Marker or PteKind.Present && expected != Mm.UnknownDatum && child.FindVma(va) is { } vma
                    && !(pte.IsNone && vma.IsShared) && !(pte.IsNone && !vma.IsUffdWp && expected == Mm.MarkerDatum(MarkerKind.UffdWp));
                var seen = pte.IsPresent ? kernel.Cells.Read(kernel.ContentOf(pte.Pfn)) : pte.IsNone ? 0 : Mm.MarkerDatum(pte.Marker);
                if (isKnown && seen != expected)
                {
                    return $"{child.Name} is born with {Named(seen)} at page {va} where its parent had {Named(expected)}";
                }
            }
        }

        return null;
    }

    private static string Named(long datum)
    {
        foreach (var marker in Enum.GetValues<MarkerKind>())
        {
            if (datum == Mm.MarkerDatum(marker))
            {
                return $"marker {marker}";
            }
        }

        return datum.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}
