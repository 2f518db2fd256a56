using RaceSim.Kernel.Memory;

namespace RaceSim.Scenarios.Invariants;

/// <summary>I16: A page marked AnonExclusive has at most one mapping, and an entry that says that its page is its own has no other beside it.</summary>
public sealed class ExclusiveMeansOneMapping : Invariant
{
    /// <inheritdoc/>
    public override string Id => "I16";

    /// <inheritdoc/>
    public override string Sentence => "A page marked AnonExclusive has at most one mapping, and an entry that says that its page is its own has no other beside it.";

    /// <inheritdoc/>
    public override string Source => "include/linux/page-flags.h, PG_anon_exclusive; 6c287605fd56";

    /// <inheritdoc/>
    public override void Attach(KernelInstance kernel, Watch watch)
    {
        watch.Frame(pfn => Check(kernel, watch.Index, pfn));
        foreach (var table in kernel.Tables)
        {
            watch.AtEnd(() => CheckNonpresent(kernel, table));
        }
    }

    // Exclusive swap entries (pte_swp_mkexclusive), writable device-private and device-exclusive ones: at rest, since a copy changes the parent's entry and the count in several steps.
    private static string? CheckNonpresent(KernelInstance kernel, PageTable table)
    {
        for (var i = 0; i < table.Count; i++)
        {
            var pte = new Pte(kernel.Cells.Read(table.Entries.At(i)));
            var isAlone = pte.Kind == PteKind.Swap ? pte.IsSwapExclusive
                : pte.Kind == PteKind.DeviceExclusive || (pte.Kind == PteKind.DevicePrivate && pte.Mode == MigrationMode.Writable);
            var others = isAlone ? CountSame(kernel, pte) - 1 : 0;
            if (others > 0)
            {
                return $"{table.Mm.Name} has an entry of its own at page {table.FirstVa + i}, and {others} {(others == 1 ? "other names" : "others name")} the same page";
            }
        }

        return null;
    }

    // The entries that name the page or the slot of one, itself included.
    private static int CountSame(KernelInstance kernel, Pte one)
    {
        var same = 0;
        foreach (var table in kernel.Tables)
        {
            for (var i = 0; i < table.Count; i++)
            {
                var pte = new Pte(kernel.Cells.Read(table.Entries.At(i)));
                same += one.Kind == PteKind.Swap ? (pte.Kind == PteKind.Swap && pte.Slot == one.Slot ? 1 : 0) : (pte.IsMapping && pte.Pfn == one.Pfn ? 1 : 0);
            }
        }

        return same;
    }

    private static string? Check(KernelInstance kernel, MappingIndex index, int pfn)
    {
        var (folio, page) = kernel.Frame(pfn);
        var entries = index.Entries(pfn) + index.Blocks(pfn);
        return folio is null || entries <= 1 || kernel.Cells.Read(folio.AnonExclusive.At(page)) == 0
            ? null
            : $"page {page} of {folio.Name} is marked exclusive and mapped by {entries} entries";
    }
}
