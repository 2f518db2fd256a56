using RaceSim.Kernel.Memory;

namespace RaceSim.Scenarios.Invariants;

/// <summary>I9: Once all mappings and known users are gone, no folio keeps a reference and no page table is left; an address space whose fork failed is on no list.</summary>
public sealed class NoLeak : Invariant
{
    /// <inheritdoc/>
    public override string Id => "I9";

    /// <inheritdoc/>
    public override string Sentence => "Once all mappings and known users are gone, no folio keeps a reference and no page table is left; an address space whose fork failed is on no list.";

    /// <inheritdoc/>
    public override string Source => "mm/swap.c; S003#8: the remainder of a batch must be given back";

    /// <inheritdoc/>
    public override void Attach(KernelInstance kernel, Watch watch)
    {
        foreach (var folio in kernel.Folios)
        {
            watch.AtEnd(() => Check(kernel, folio));
        }

        foreach (var page in kernel.Pool?.Pages ?? [])
        {
            watch.AtEnd(() => CheckTable(kernel, page));
        }

        foreach (var mm in kernel.Mms.Where(mm => kernel.Cells.Read(mm.Linked) == 0))
        {
            watch.AtEnd(() => CheckDead(kernel, mm));
        }
    }

    private static string? CheckTable(KernelInstance kernel, TablePage page)
    {
        var isLeft = kernel.Cells.Read(page.Refcount) > 0 && kernel.Cells.Read(page.Freed) == 0 && kernel.Pool!.Pointers(page.Id) == 0;
        return isLeft ? $"{page.Name} has neither been freed, nor does a PMD entry point to it" : null;
    }

    // A child that took no snapshot never came to life: its fork failed, and dup_mm has given it back.
    private static string? CheckDead(KernelInstance kernel, Mm mm)
    {
        var cells = kernel.Cells;
        return cells.Read(mm.Snapshot) != 0 ? null
            : cells.Read(mm.Linked) != 0 ? $"the fork of {mm.Name} has failed, and rmap walkers still find it"
            : cells.Read(mm.Mmlist) != 0 ? $"the fork of {mm.Name} has failed, and it is still on swapoff's list" : null;
    }

    // What exit would give back is what is explained; the rest stays for ever.
    private static string? Check(KernelInstance kernel, Folio folio)
    {
        var left = kernel.Cells.Read(folio.Refcount) - Mappings.Explained(kernel, folio);
        return left <= 0 ? null : $"{folio.Name} keeps {left} {(left == 1 ? "reference" : "references")} that nobody will give back";
    }
}
