using RaceSim.Kernel.Memory;

namespace RaceSim.Scenarios.Invariants;

/// <summary>I7: No entry, cached translation, pin or other user refers to a folio that has been freed.</summary>
public sealed class NoUseAfterFree : Invariant
{
    /// <inheritdoc/>
    public override string Id => "I7";

    /// <inheritdoc/>
    public override string Sentence => "No entry, cached translation, pin or other user refers to a folio that has been freed.";

    /// <inheritdoc/>
    public override string Source => "mm/swap.c, folio_put; Documentation/mm/page_cache.rst";

    /// <inheritdoc/>
    public override void Attach(KernelInstance kernel, Watch watch)
    {
        var order = watch.NewOrder();
        foreach (var folio in kernel.Folios)
        {
            watch.OrderDecrease(folio.Refcount, order);
            watch.Own(folio.Refcount, watch.Predicate(() => CheckFolio(kernel, watch.Index, folio)));
        }

        foreach (var table in kernel.Tables)
        {
            for (var i = 0; i < table.Count; i++)
            {
                watch.Order(table.Entries.At(i), order);
            }
        }

        watch.Own(kernel.FreedSource, watch.Predicate(() => CheckCopy(kernel)));
        watch.Entry((table, va) => CheckEntry(kernel, table, va));
        foreach (var tlb in kernel.Tlbs.All)
        {
            for (var va = 0; va < tlb.Mm.Pages; va++)
            {
                watch.Order(tlb.Entries.At(va), order);
            }

            watch.Logged(
                Enumerable.Range(0, tlb.Mm.Pages).Select(tlb.Entries.At),
                cell => cell >= tlb.Entries.Id && cell < tlb.Entries.Id + tlb.Mm.Pages ? CheckCached(kernel, tlb, cell - tlb.Entries.Id) : null);
        }
    }

    private static string? CheckFolio(KernelInstance kernel, MappingIndex index, Folio folio)
    {
        if (kernel.Cells.Read(folio.Refcount) > 0)
        {
            return null;
        }

        for (var page = 0; page < folio.Pages; page++)
        {
            if (index.Entries(folio.Pfn + page) + index.Blocks(folio.Pfn + page) > 0)
            {
                return $"{folio.Name} is freed while an entry maps its page {page}";
            }
        }

        foreach (var tlb in kernel.Tlbs.All)
        {
            for (var va = 0; va < tlb.Mm.Pages; va++)
            {
                if (CheckCached(kernel, tlb, va) is { } seen)
                {
                    return seen;
                }
            }
        }

        return null;
    }

    private static string? CheckCopy(KernelInstance kernel) => kernel.Cells.Read(kernel.FreedSource) is not 0 and var pfn
        ? $"the data of {kernel.Frame((int)pfn).Folio!.Name}, which has been freed, is copied"
        : null;

    private static string? CheckEntry(KernelInstance kernel, PageTable table, int va)
    {
        var pte = new Pte(kernel.Cells.Read(table.At(va)));
        return pte.IsPresent && Freed(kernel, pte.Pfn) is { } folio
            ? $"{table.Mm.Name} maps page {va} to {folio.Name}, which has been freed"
            : null;
    }

    private static string? CheckCached(KernelInstance kernel, Tlb tlb, int va)
    {
        var cached = new Pte(kernel.Cells.Read(tlb.Entries.At(va)));
        return !cached.IsNone && Freed(kernel, cached.Pfn) is { } folio
            ? $"CPU{tlb.Cpu.Processor} caches page {va} as {folio.Name}, which has been freed"
            : null;
    }

    private static Folio? Freed(KernelInstance kernel, int pfn)
    {
        var (folio, _) = kernel.Frame(pfn);
        return folio is not null && kernel.Cells.Read(folio.Refcount) <= 0 ? folio : null;
    }
}
