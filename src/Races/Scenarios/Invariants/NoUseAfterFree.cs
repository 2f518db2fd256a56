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
        var predicate = watch.Predicate(() => CheckAll(kernel));
        foreach (var folio in kernel.Folios)
        {
            watch.OrderedDecrease(folio.Refcount, predicate);
        }

        foreach (var table in kernel.Tables)
        {
            for (var i = 0; i < table.Count; i++)
            {
                watch.Ordered(table.Entries.At(i), predicate);
            }
        }

        foreach (var tlb in kernel.Tlbs.All)
        {
            for (var va = 0; va < tlb.Mm.Pages; va++)
            {
                watch.Ordered(tlb.Entries.At(va), predicate);
            }
        }
    }

    private static string? CheckAll(KernelInstance kernel)
    {
        foreach (var table in kernel.Tables)
        {
            for (var i = 0; i < table.Count; i++)
            {
                var pte = new Pte(kernel.Cells.Read(table.Entries.At(i)));
                if (pte.IsPresent && Freed(kernel, pte.Pfn) is { } folio)
                {
                    return $"{table.Mm.Name} maps page {table.FirstVa + i} to {folio.Name}, which has been freed";
                }
            }
        }

        foreach (var tlb in kernel.Tlbs.All)
        {
            for (var va = 0; va < tlb.Mm.Pages; va++)
            {
                var cached = new Pte(kernel.Cells.Read(tlb.Entries.At(va)));
                if (!cached.IsNone && Freed(kernel, cached.Pfn) is { } folio)
                {
                    return $"CPU{tlb.Cpu.Processor} caches page {va} as {folio.Name}, which has been freed";
                }
            }
        }

        return null;
    }

    private static Folio? Freed(KernelInstance kernel, int pfn)
    {
        var (folio, _) = kernel.Frame(pfn);
        return folio is not null && kernel.Cells.Read(folio.Refcount) <= 0 ? folio : null;
    }
}
