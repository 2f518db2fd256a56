using RaceSim.Kernel.Memory;

namespace RaceSim.Scenarios.Invariants;

/// <summary>I21: An entry gives no right that its VMA does not, and a copy none that the entry it was copied from did not.</summary>
public sealed class RightsOfVma : Invariant
{
    /// <inheritdoc/>
    public override string Id => "I21";

    /// <inheritdoc/>
    public override string Sentence => "An entry gives no right that its VMA does not, and a copy none that the entry it was copied from did not.";

    /// <inheritdoc/>
    public override string Source => "mm/memory.c, vma_wants_writenotify and copy_present_ptes; S003#7, #15, #21";

    /// <inheritdoc/>
    public override void Attach(KernelInstance kernel, Watch watch)
    {
        var initial = new InitialEntries(kernel);
        watch.Entry((table, va) => Check(kernel, initial, table, va));
    }

    private static string? Check(KernelInstance kernel, InitialEntries initial, PageTable table, int va)
    {
        var pte = new Pte(kernel.Cells.Read(table.At(va)));
        if (!pte.IsPresent)
        {
            return null;
        }

        var vma = table.Mm.FindVma(va);
        if (vma is null || (pte.IsWritable && !vma.IsWritable))
        {
            return $"{table.Mm.Name} maps page {va} {(vma is null ? "in no VMA" : "writable in a VMA that is not")}";
        }

        if (vma.IsShared && !IsNotified(kernel, pte) && !initial.Justify(va, pte, static (before, now) => before.IsWritable || !now.IsWritable))
        {
            return $"{table.Mm.Name} maps page {va} writable, which the shared entry it was copied from was not";
        }

        return initial.Justify(va, pte, static (before, now) => !before.IsProtNone || now.IsProtNone)
            ? null
            : $"{table.Mm.Name} can access page {va}, where the entry it was copied from was protnone";
    }

    private static bool IsNotified(KernelInstance kernel, Pte pte) =>
        kernel.Frame(pte.Pfn) is { Folio: { IsAnon: false } folio, Page: var page } && kernel.Cells.Read(folio.Notified.At(page)) != 0;
}
