using RaceSim.Kernel.Memory;

namespace RaceSim.Scenarios.Invariants;

/// <summary>I13: A page pinned through an address stays the page mapped there until it is unpinned.</summary>
public sealed class PinStaysMapped : Invariant
{
    /// <inheritdoc/>
    public override string Id => "I13";

    /// <inheritdoc/>
    public override string Sentence => "A page pinned through an address stays the page mapped there until it is unpinned.";

    /// <inheritdoc/>
    public override string Source => "Documentation/core-api/pin_user_pages.rst; mm/memory.c, copy_present_page";

    /// <inheritdoc/>
    public override void Attach(KernelInstance kernel, Watch watch)
    {
        if (!kernel.HasPins)
        {
            return; // Nobody pins in this scenario.
        }

        foreach (var mm in kernel.Mms)
        {
            for (var va = 0; va < mm.Pages; va++)
            {
                var page = va;
                var predicate = watch.Predicate(() => Check(kernel, mm, page));
                watch.Ordered(mm.Pinned.At(va), predicate);
                Mappings.OrderEntry(kernel, watch, mm, va, predicate);
            }
        }
    }

    private static string? Check(KernelInstance kernel, Mm mm, int va)
    {
        var pinned = (int)kernel.Cells.Read(mm.Pinned.At(va));
        if (pinned == 0)
        {
            return null;
        }

        var pte = mm.EntryAt(kernel.Cells, va);
        if (!pte.IsPresent)
        {
            return null; // Unfolding passes through none; a discard is the owner's own wish.
        }

        var (folio, _) = kernel.Frame(pinned);
        return kernel.Frame(pte.Pfn).Folio == folio
            ? null
            : $"{mm.Name} has page {va} pinned in {folio!.Name} but maps {pte}";
    }
}
