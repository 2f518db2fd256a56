using RaceSim.Kernel.Memory;

namespace RaceSim.Scenarios.Invariants;

/// <summary>I24: An mm is on swapoff's list at most once, and at rest every mm with swap entries is on it.</summary>
public sealed class SwapoffFindsMms : Invariant
{
    /// <inheritdoc/>
    public override string Id => "I24";

    /// <inheritdoc/>
    public override string Sentence => "An mm is on swapoff's list at most once, and at rest every mm with swap entries is on it.";

    /// <inheritdoc/>
    public override string Source => "mm/memory.c, copy_nonpresent_pte; mm/rmap.c, try_to_unmap_one; mm/swapfile.c, try_to_unuse; S001/p1";

    /// <inheritdoc/>
    public override void Attach(KernelInstance kernel, Watch watch)
    {
        if (kernel.Swap is null)
        {
            return;
        }

        foreach (var mm in kernel.Mms)
        {
            watch.Own(mm.Mmlist, watch.Predicate(() => CheckLinks(kernel, mm)));
            watch.AtEnd(() => CheckEntries(kernel, mm));
        }
    }

    private static string? CheckLinks(KernelInstance kernel, Mm mm) => kernel.Cells.Read(mm.Mmlist) switch
    {
        0 or 1 => null,
        var links => $"{mm.Name} is linked into swapoff's list {links} times",
    };

    private static string? CheckEntries(KernelInstance kernel, Mm mm)
    {
        if (kernel.Cells.Read(mm.Mmlist) != 0)
        {
            return null;
        }

        foreach (var table in Mappings.Reached(kernel, mm))
        {
            for (var i = 0; i < table.Count; i++)
            {
                if (new Pte(kernel.Cells.Read(table.Entries.At(i))).Kind == PteKind.Swap)
                {
                    return $"{mm.Name} has a swap entry at page {table.FirstVa + i} and is not on swapoff's list";
                }
            }
        }

        return null;
    }
}
