using RaceSim.Kernel.Memory;

namespace RaceSim.Scenarios.Invariants;

/// <summary>I6: A cached translation never exceeds the live entry in rights or size, except while an actor still owes the flush.</summary>
/// <remarks>Size: a translation of a block beside a live single entry, or the reverse, may be found twice by a lookup (a TLB conflict abort on arm64).</remarks>
public sealed class NoStaleTranslation : Invariant
{
    /// <inheritdoc/>
    public override string Id => "I6";

    /// <inheritdoc/>
    public override string Sentence => "A cached translation never exceeds the live entry in rights or size, except while an actor still owes the flush.";

    /// <inheritdoc/>
    public override string Source => "Documentation/core-api/cachetlb.rst; arch/arm64/mm/contpte.c; S003#36";

    /// <inheritdoc/>
    public override void Attach(KernelInstance kernel, Watch watch)
    {
        if (kernel.Tlbs.All.Count == 0)
        {
            return;
        }

        foreach (var tlb in kernel.Tlbs.All)
        {
            // Any entry of a block can have been the source of a translation, so all writes of a table are kept in order with its fills.
            var order = watch.NewOrder();
            for (var va = 0; va < tlb.Mm.Pages; va++)
            {
                watch.Order(tlb.Mm.Table(va).At(va), order);
                watch.Order(tlb.Entries.At(va), order);
            }

            watch.Logged(
                Enumerable.Range(0, tlb.Mm.Pages).Select(tlb.Entries.At),
                cell => cell >= tlb.Entries.Id && cell < tlb.Entries.Id + tlb.Mm.Pages ? Check(kernel, tlb, cell - tlb.Entries.Id) : null);
        }

        watch.Entry((table, va) => CheckPage(kernel, table.Mm, va));
        watch.Own(kernel.Tlbs.Unsettled, watch.Predicate(() => CheckAll(kernel)));
        watch.AtEnd(() => CheckAll(kernel));
    }

    private static string? CheckAll(KernelInstance kernel)
    {
        foreach (var mm in kernel.Mms)
        {
            for (var va = 0; va < mm.Pages; va++)
            {
                if (CheckPage(kernel, mm, va) is { } seen)
                {
                    return seen;
                }
            }
        }

        return null;
    }

    private static string? CheckPage(KernelInstance kernel, Mm mm, int va)
    {
        foreach (var tlb in kernel.Tlbs.All)
        {
            if (tlb.Mm == mm && Check(kernel, tlb, va) is { } seen)
            {
                return seen;
            }
        }

        return null;
    }

    private static string? Check(KernelInstance kernel, Tlb tlb, int va)
    {
        var cached = new Pte(kernel.Cells.Read(tlb.Entries.At(va)));
        if (cached.IsNone)
        {
            return null;
        }

        var live = new Pte(kernel.Cells.Read(tlb.Mm.Table(va).At(va)));
        var exceeds = !live.IsPresent || live.Pfn != cached.Pfn || (cached.IsWritable && !live.IsWritable) || cached.IsCont != live.IsCont;
        return exceeds && !kernel.Tlbs.IsOwed(tlb.Mm, va)
            ? $"CPU{tlb.Cpu.Processor} caches page {va} as {cached} where the entry is {live}, and nobody owes a flush"
            : null;
    }
}
