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
                watch.Order(tlb.Entries.At(va), order);
            }

            OrderTables(kernel, watch, tlb, order);

            watch.Logged(
                Enumerable.Range(0, tlb.Mm.Pages).Select(tlb.Entries.At),
                cell => cell >= tlb.Entries.Id && cell < tlb.Entries.Id + tlb.Mm.Pages ? Check(kernel, tlb, cell - tlb.Entries.Id) : null);
        }

        watch.Entry((table, va) => CheckPage(kernel, table.Mm, va));
        watch.PmdStore((mm, slot, _) => CheckSlot(kernel, mm, slot));
        watch.Own(kernel.Tlbs.Unsettled, watch.Predicate(() => CheckAll(kernel)));
        watch.AtEnd(() => CheckAll(kernel));
    }

    private static void OrderTables(KernelInstance kernel, Watch watch, Tlb tlb, ulong order)
    {
        if (kernel.Pool is null)
        {
            for (var va = 0; va < tlb.Mm.Pages; va++)
            {
                watch.Order(tlb.Mm.Table(va).At(va), order);
            }

            return;
        }

        foreach (var page in kernel.Pool.Pages)
        {
            for (var i = 0; i < page.Count; i++)
            {
                watch.Order(page.Entries.At(i), order);
            }
        }

        for (var slot = 0; slot < tlb.Mm.Slots; slot++)
        {
            watch.Order(tlb.Mm.Pmds.At(slot), order);
            if (tlb.HasWalks)
            {
                watch.Order(tlb.Walks.At(slot), order);
            }
        }

        if (tlb.HasWalks)
        {
            watch.Logged(
                Enumerable.Range(0, tlb.Mm.Slots).Select(tlb.Walks.At),
                cell => cell >= tlb.Walks.Id && cell < tlb.Walks.Id + tlb.Mm.Slots ? CheckWalk(kernel, tlb, cell - tlb.Walks.Id) : null);
        }
    }

    private static string? CheckSlot(KernelInstance kernel, Mm mm, int slot)
    {
        foreach (var tlb in kernel.Tlbs.All)
        {
            if (tlb.Mm == mm && tlb.HasWalks && CheckWalk(kernel, tlb, slot) is { } seen)
            {
                return seen;
            }
        }

        return null;
    }

    /// <summary>A cached walk leads to the table that the PMD entry names, with no more rights, unless somebody owes its flush.</summary>
    private static string? CheckWalk(KernelInstance kernel, Tlb tlb, int slot)
    {
        var cached = new Pmd(kernel.Cells.Read(tlb.Walks.At(slot)));
        var live = new Pmd(kernel.Cells.Read(tlb.Mm.Pmds.At(slot)));
        var exceeds = !cached.IsNone && (cached.Table != live.Table || (cached.IsWritable && !live.IsWritable));
        return exceeds && !kernel.Tlbs.IsOwed(tlb.Mm, slot * tlb.Mm.PtesPerTable)
            ? $"CPU{tlb.Cpu.Processor} caches the way to {cached} where the PMD entry of {tlb.Mm.Name} is {live}, and nobody owes a flush"
            : null;
    }

    /// <summary>A flush that is owed excuses translations from before the change; not one that was found later, by a cached way, in a table that belongs to others by then.</summary>
    private static string? CheckWay(KernelInstance kernel, Tlb tlb, int va, Pte cached, Pte live)
    {
        var way = new Pmd(kernel.Cells.Read(tlb.Walks.At(va / tlb.Mm.PtesPerTable)));
        var pmd = new Pmd(kernel.Cells.Read(tlb.Mm.Pmd(va)));
        return !way.IsNone && way.Table != pmd.Table && !pmd.IsNone && live.IsPresent && live.Pfn != cached.Pfn
            ? $"CPU{tlb.Cpu.Processor} finds page {va} as {cached} by a cached way to {way}, where {tlb.Mm.Name} has {pmd} by now and there {live}"
            : null;
    }

    private static Pte Live(KernelInstance kernel, Mm mm, int va)
    {
        var pte = mm.EntryAt(kernel.Cells, va);
        return kernel.Pool is null || new Pmd(kernel.Cells.Read(mm.Pmd(va))).IsWritable ? pte : pte.WriteProtect();
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

        var live = Live(kernel, tlb.Mm, va);
        if (tlb.HasWalks && CheckWay(kernel, tlb, va, cached, live) is { } wrong)
        {
            return wrong;
        }

        var exceeds = !live.IsPresent || live.Pfn != cached.Pfn || (cached.IsWritable && !live.IsWritable) || cached.IsCont != live.IsCont;
        return exceeds && !kernel.Tlbs.IsOwed(tlb.Mm, va)
            ? $"CPU{tlb.Cpu.Processor} caches page {va} as {cached} where the entry is {live}, and nobody owes a flush"
            : null;
    }
}
