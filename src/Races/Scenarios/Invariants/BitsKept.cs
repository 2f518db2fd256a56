using RaceSim.Kernel.Memory;

namespace RaceSim.Scenarios.Invariants;

/// <summary>I14: A store leaves a dirty entry or folio; userfaultfd's write protection is kept, and copied where the child's VMA wants it.</summary>
public sealed class BitsKept : Invariant
{
    /// <inheritdoc/>
    public override string Id => "I14";

    /// <inheritdoc/>
    public override string Sentence => "A store leaves a dirty entry or folio; userfaultfd's write protection is kept, and copied where the child's VMA wants it.";

    /// <inheritdoc/>
    public override string Source => "include/linux/userfaultfd_k.h, mm/memory.c, copy_present_ptes; arch/arm64/mm/contpte.c, contpte_convert; S003#9, #10, #13, #21";

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
        if (!pte.IsPresent)
        {
            return null;
        }

        if (pte.IsUffdWp && pte.IsWritable)
        {
            return $"page {va} of {table.Mm.Name} is write-protected for userfaultfd and writable";
        }

        var isWanted = table.Mm.FindVma(va) is { IsUffdWp: true };
        var isKept = isWanted ? initial.Justify(va, pte, static (before, now) => before.IsUffdWp == now.IsUffdWp) : !pte.IsUffdWp;
        return isKept ? null : $"page {va} of {table.Mm.Name} {(pte.IsUffdWp ? "gains" : "loses")} userfaultfd's write protection";
    }
}
