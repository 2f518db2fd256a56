using RaceSim.Kernel.Memory;

namespace RaceSim.Scenarios.Invariants;

/// <summary>
/// I14: An entry that is write-protected for userfaultfd is not writable and is copied as such where the child's VMA wants it; a soft-dirty entry stays so; a store leaves a
/// dirty entry or folio.
/// </summary>
/// <remarks>
/// A device-private entry that fork makes readable loses its soft-dirty bit by design (C05; the comment in <c>copy_nonpresent_pte</c>), so such entries are exempt. That a store leaves the dirty
/// bit, in an entry or in the folio, is looked at in the end: <see cref="DirtyBits"/>.
/// </remarks>
public sealed class EntryBitsKept : Invariant
{
    /// <inheritdoc/>
    public override string Id => "I14";

    /// <inheritdoc/>
    public override string Sentence =>
        "An entry that is write-protected for userfaultfd is not writable and is copied as such where the child's VMA wants it; a soft-dirty entry stays so; a store leaves a dirty entry or folio.";

    /// <inheritdoc/>
    public override string Source =>
        "include/linux/userfaultfd_k.h; Documentation/admin-guide/mm/soft-dirty.rst; mm/memory.c, copy_present_ptes and copy_nonpresent_pte; S001/p1; S003#9, #10, #21";

    /// <inheritdoc/>
    public override void Attach(KernelInstance kernel, Watch watch)
    {
        var initial = new InitialEntries(kernel);
        watch.Entry((table, va) => Check(kernel, initial, table, va));
        DirtyBits.Attach(kernel, watch);
    }

    private static string? Check(KernelInstance kernel, InitialEntries initial, PageTable table, int va)
    {
        var pte = new Pte(kernel.Cells.Read(table.At(va)));
        if (pte.IsNone || pte.Kind == PteKind.Marker)
        {
            return null;
        }

        if (pte.IsUffdWp && pte.IsPresent && pte.IsWritable)
        {
            return $"page {va} of {table.Mm.Name} is write-protected for userfaultfd and writable";
        }

        var isWanted = table.Mm.FindVma(va) is { IsUffdWp: true };
        var isKept = isWanted ? initial.Justify(va, pte, static (before, now) => before.IsUffdWp == now.IsUffdWp) : !pte.IsUffdWp;
        if (!isKept)
        {
            return $"page {va} of {table.Mm.Name} {(pte.IsUffdWp ? "gains" : "loses")} userfaultfd's write protection";
        }

        return initial.Justify(va, pte, static (before, now) => !before.IsSoftDirty || now.IsSoftDirty || before.Kind == PteKind.DevicePrivate)
            ? null
            : $"page {va} of {table.Mm.Name} was soft-dirty and is no longer";
    }
}
