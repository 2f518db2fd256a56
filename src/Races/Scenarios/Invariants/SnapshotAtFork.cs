using RaceSim.Kernel.Memory;

namespace RaceSim.Scenarios.Invariants;

/// <summary>I20: A child maps no page that its parent had already given up at that address when fork copied the entry.</summary>
public sealed class SnapshotAtFork : Invariant
{
    /// <inheritdoc/>
    public override string Id => "I20";

    /// <inheritdoc/>
    public override string Sentence => "A child maps no page that its parent had already given up at that address when fork copied the entry.";

    /// <inheritdoc/>
    public override string Source => "fork(2); S003#26, #28";

    /// <inheritdoc/>
    public override void Attach(KernelInstance kernel, Watch watch)
    {
        foreach (var table in kernel.Tables)
        {
            watch.Released(table.Ptl, watch.Predicate(() => kernel.Machine.Released == table.Ptl ? Check(kernel, table) : null), ordered: false);
        }
    }

    // Nothing in these scenarios moves a page to another address: a frame stands at its home in every mm, or nowhere.
    private static string? Check(KernelInstance kernel, PageTable table)
    {
        for (var va = table.FirstVa; va < table.FirstVa + table.Count; va++)
        {
            var pte = new Pte(kernel.Cells.Read(table.At(va)));
            if (pte.IsPresent && kernel.HomeOf(pte.Pfn) is { } home && home != va)
            {
                return $"{table.Mm.Name} maps at page {va} the frame {pte.Pfn}, which belongs at page {home}";
            }
        }

        return null;
    }
}
