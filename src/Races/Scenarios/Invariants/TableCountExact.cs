using RaceSim.Kernel.Memory;

namespace RaceSim.Scenarios.Invariants;

/// <summary>I17: The reference count of a page table is the number of PMD entries that point to it, and a PMD entry that lets stores through is the only one.</summary>
public sealed class TableCountExact : Invariant
{
    /// <inheritdoc/>
    public override string Id => "I17";

    /// <inheritdoc/>
    public override string Sentence => "The reference count of a page table is the number of PMD entries that point to it, and a PMD entry that lets stores through is the only one.";

    /// <inheritdoc/>
    public override string Source => "002_7fee2d0334f6c5d8.txt, the comments on the reference count and the check at the end of __handle_mm_fault";

    /// <inheritdoc/>
    public override void Attach(KernelInstance kernel, Watch watch)
    {
        foreach (var page in kernel.Pool?.Pages ?? [])
        {
            var predicate = watch.Predicate(() => Check(kernel, page));
            watch.Ordered(page.Refcount, predicate);
            watch.Released(page.Ptl, predicate);
            foreach (var mm in kernel.Mms)
            {
                for (var slot = 0; slot < mm.Slots; slot++)
                {
                    watch.Ordered(mm.Pmds.At(slot), predicate);
                }
            }
        }
    }

    private static string? Check(KernelInstance kernel, TablePage page)
    {
        if (!page.Ptl.IsQuiet && page.Ptl != kernel.Machine.Released)
        {
            return null; // Somebody is at work on it: looked at when the lock is given up.
        }

        var pointers = kernel.Pool!.Pointers(page.Id);
        var references = kernel.Cells.Read(page.Refcount);
        if (pointers == 0)
        {
            return null; // Not yet published, or given up: whether it is freed too is another rule's.
        }

        if (references != pointers)
        {
            return $"{page.Name} has {references} references where {pointers} PMD entries point to it";
        }

        return references > 1 && Writer(kernel, page) is { } mm ? $"{page.Name} has {references} references, but the PMD entry of {mm.Name} lets stores through" : null;
    }

    private static Mm? Writer(KernelInstance kernel, TablePage page)
    {
        foreach (var mm in kernel.Mms)
        {
            for (var slot = 0; slot < mm.Slots; slot++)
            {
                var pmd = new Pmd(kernel.Cells.Read(mm.Pmds.At(slot)));
                if (pmd.Table == page.Id && pmd.IsWritable)
                {
                    return mm;
                }
            }
        }

        return null;
    }
}
