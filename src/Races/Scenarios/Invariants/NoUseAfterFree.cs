using RaceSim.Kernel.Memory;
using RaceSim.Steps;

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
            var predicate = watch.Predicate(() => CheckFolio(kernel, watch.Index, folio));
            watch.Own(folio.Refcount, predicate);
            watch.Own(folio.Refcount, watch.Predicate(() => CheckTaken(kernel, folio)));
            watch.Own(folio.Frozen, predicate);
            watch.Order(folio.Frozen, order);
            if (folio.SwapCacheSlot < 0 && !kernel.HasSplitter && !folio.IsSpare)
            {
                AttachLock(kernel, watch, folio);
            }
        }

        foreach (var page in Mappings.Pages(kernel))
        {
            for (var i = 0; i < page.Count; i++)
            {
                watch.Order(page.Entries.At(i), order);
            }
        }

        for (var i = 0; kernel.Pool is not null && i < kernel.Mms.Count; i++)
        {
            for (var slot = 0; slot < kernel.Mms[i].Slots; slot++)
            {
                watch.Order(kernel.Mms[i].Pmds.At(slot), order);
            }
        }

        watch.Own(kernel.FreedSource, watch.Predicate(() => CheckCopy(kernel)));
        watch.Entry((table, va) => CheckEntry(kernel, table, va));
        if (kernel.HasSplitter)
        {
            AttachPages(kernel, watch, order);
        }

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

    // Who unlocks a folio uses it. Reclaim and splits freeze the count at zero and unlock before they free: their folios are left out.
    private static void AttachLock(KernelInstance kernel, Watch watch, Folio folio)
    {
        var predicate = watch.Predicate(() => kernel.Machine.Released == folio.Lock && kernel.Cells.Read(folio.Refcount) <= 0 && kernel.Cells.Read(folio.Frozen) == 0
            ? $"{kernel.Machine.Cpus[kernel.Machine.Acting].Name} unlocks {folio.Name}, which has been freed"
            : null);
        watch.Released(folio.Lock, predicate);
        watch.OrderDecrease(folio.Refcount, predicate);
    }

    // Pages that a split gives back are freed one by one, and what a pin refers to is one page.
    private static void AttachPages(KernelInstance kernel, Watch watch, ulong order)
    {
        foreach (var mm in kernel.Mms)
        {
            for (var i = 0; i < mm.Pages; i++)
            {
                var va = i;
                watch.Ordered(mm.Pinned.At(va), watch.Predicate(() => CheckPin(kernel, mm, va)));
            }
        }

        foreach (var folio in kernel.Folios.Where(f => f.IsLarge))
        {
            var predicate = watch.Predicate(() => CheckPages(kernel, watch.Index, folio));
            for (var page = 0; page < folio.Pages; page++)
            {
                watch.Order(folio.PagesFreed.At(page), order);
                watch.Ordered(folio.PagesFreed.At(page), predicate);
            }

            foreach (var mm in kernel.Mms)
            {
                for (var va = 0; va < mm.Pages; va++)
                {
                    watch.Ordered(mm.Pinned.At(va), predicate);
                }
            }
        }
    }

    private static string? CheckPin(KernelInstance kernel, Mm mm, int va)
    {
        var (folio, _) = kernel.Frame((int)kernel.Cells.Read(mm.Pinned.At(va)));
        for (var page = 0; page < (folio?.Pages ?? 0); page++)
        {
            // The mark names the folio; the page is the one that the initial state has at this address.
            if (kernel.HomeOf(folio!.Pfn + page) == va && Freed(kernel, folio.Pfn + page) is not null)
            {
                return $"{mm.Name} has page {va} pinned in {folio.Name}, where it has been freed";
            }
        }

        return null;
    }

    private static string? CheckPages(KernelInstance kernel, MappingIndex index, Folio folio)
    {
        for (var page = 0; page < folio.Pages; page++)
        {
            if (kernel.Cells.Read(folio.PagesFreed.At(page)) != 0 && index.Entries(folio.Pfn + page) > 0)
            {
                return $"page {page} of {folio.Name} is freed while an entry maps it";
            }
        }

        foreach (var mm in kernel.Mms)
        {
            for (var va = 0; va < mm.Pages; va++)
            {
                if (CheckPin(kernel, mm, va) is { } seen)
                {
                    return seen;
                }
            }
        }

        return null;
    }

    private static string? CheckFolio(KernelInstance kernel, MappingIndex index, Folio folio)
    {
        if (!IsFree(kernel, folio))
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

    // As VM_BUG_ON_FOLIO in folio_get: whoever takes a reference to a folio that has none has found it where it is no longer. The allocator and who has frozen the count store theirs.
    private static string? CheckTaken(KernelInstance kernel, Folio folio)
    {
        var machine = kernel.Machine;
        return machine.Performed == OperationKind.ReadModifyWrite && machine.Cpus[machine.Acting].Result == 0 && kernel.Cells.Read(folio.Refcount) > 0
            ? $"{machine.Cpus[machine.Acting].Name} takes a reference to {folio.Name}, which has none: it has been freed, or is about to be"
            : null;
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

    // Who has frozen the count to 0 holds the folio until he gives it back.
    private static bool IsFree(KernelInstance kernel, Folio folio) => kernel.Cells.Read(folio.Refcount) <= 0 && kernel.Cells.Read(folio.Frozen) == 0;

    private static Folio? Freed(KernelInstance kernel, int pfn)
    {
        var (folio, page) = kernel.Frame(pfn);
        return folio is not null && (IsFree(kernel, folio) || kernel.Cells.Read(folio.PagesFreed.At(page)) != 0) ? folio : null;
    }
}
