using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.ContPte;
using RaceSim.Kernel.Paths.CowPte;
using RaceSim.Kernel.Paths.Notifiers;
using RaceSim.Kernel.Paths.Oppo;
using RaceSim.Kernel.Paths.Swap;
using RaceSim.Kernel.Paths.Tlbs;

namespace RaceSim.Kernel.Paths.Unmap;

/// <summary><c>zap_pte_range</c> as MADV_DONTNEED uses it (mm/memory.c, v6.16), entry by entry.</summary>
internal static class ZapPaths
{
    /// <summary>Discards pages <paramref name="start"/> to <paramref name="end"/> - 1 of the current mm.</summary>
    public static async KernelPath MadviseDontneed(Cpu cpu, int start, int end)
    {
        var mm = cpu.Mm!;
        var vma = mm.FindVma(start) ?? throw new ModelException($"{mm.Name} discards page {start}, which is in no VMA");
        await cpu.Lock(vma.Lock, shared: true);
        await cpu.Take(DiscardEffect.Instance, Steps.OperationKind.Local, start, -end);
        var gathered = new Folio?[end - start];
        await NotifierPaths.InvalidateRangeStart(cpu, mm, start, end);
        for (var va = start; va < end;)
        {
            var limit = Math.Min(end, (va / mm.PtesPerTable * mm.PtesPerTable) + mm.PtesPerTable);
            if (mm.Pool is not null && cpu.Kernel.Build.Tables != TableSharing.None)
            {
                await CowPteZapPaths.ZapPmdRange(cpu, mm, va, limit, start, gathered);
            }
            else if (mm.TableOf(va, await cpu.LoadPmd(mm.Pmd(va))) is { } table)
            {
                await ZapPteRange(cpu, table, va, limit, start, gathered);
            }

            va = limit;
        }

        if (cpu.Kernel.Build.Has(Mutation.FreeBeforeFlush))
        {
            await FreePages(cpu, gathered);
            await FlushTlbPaths.FlushTlbRange(cpu, mm, start, end);
        }
        else
        {
            await FlushTlbPaths.FlushTlbRange(cpu, mm, start, end);
            await FreePages(cpu, gathered);
        }

        await NotifierPaths.InvalidateRangeEnd(cpu, mm);
        await cpu.Take(DiscardEffect.Instance, Steps.OperationKind.Local, start, end);
        await cpu.Unlock(vma.Lock, shared: true);
    }

    /// <summary>The entries of one table. Pages are gathered by their distance from <paramref name="start"/>.</summary>
    public static async KernelPath ZapPteRange(Cpu cpu, PageTable table, int from, int end, int start, Folio?[] gathered)
    {
        var rss = default(RssVec);
        await cpu.Lock(table.Ptl);
        for (var va = from; va < end; va++)
        {
            var pte = await PteHelpers.PtepGet(cpu, table, va);
            while (pte.IsPresent && pte.IsCont && cpu.Kernel.Build.ContPte == ContPteMode.Explicit && !OppoZapPaths.IsCovered(cpu, pte, va, end))
            {
                if (cpu.Kernel.Build.Has(Mutation.UnmapPartWithoutSplit))
                {
                    break;
                }

                await OppoSplitPaths.SplitContPte(cpu, table, va); // May have dropped the lock: the entry is looked at again.
                pte = await PteHelpers.PtepGet(cpu, table, va);
            }

            if (pte.IsPresent && pte.IsCont && cpu.Kernel.Build.ContPte == ContPteMode.Explicit)
            {
                var pages = OppoZapPaths.IsCovered(cpu, pte, va, end) ? OppoZapPaths.Unit(cpu, pte) : 1;
                gathered[va - start] = await OppoZapPaths.ZapCont(cpu, table, va, pte, pages);
                rss = rss.Plus(RssKind.Anon, pages);
                va += pages - 1;
                continue;
            }

            rss = rss.Plus(RssVec.KindOf(cpu.Kernel, pte), 1);
            if (pte.IsPresent)
            {
                gathered[va - start] = await ZapPresentPte(cpu, table, va, pte);
            }
            else if (!pte.IsNone)
            {
                gathered[va - start] = await ZapNonpresentPte(cpu, table, va, pte);
            }
        }

        await RssPaths.AddMmRssVec(cpu, table.Mm, rss, -1);
        await cpu.Unlock(table.Ptl);
    }

    /// <summary><c>zap_nonpresent_ptes</c>: a device's page loses its mapping, a slot its reference. Returns the page whose reference is to be dropped, if there is one.</summary>
    private static async KernelPath<Folio?> ZapNonpresentPte(Cpu cpu, PageTable table, int va, Pte pte)
    {
        await cpu.StorePte(table.At(va), Pte.None);
        if (pte.Kind == PteKind.Swap)
        {
            await SwapPaths.SwapFree(cpu, pte.Slot, 1);
        }

        if (!pte.IsMapping)
        {
            return null;
        }

        var (folio, page) = cpu.Kernel.Frame(pte.Pfn);
        await cpu.Add(folio!.Mapcount(page), -1);
        return folio;
    }

    private static async KernelPath<Folio?> ZapPresentPte(Cpu cpu, PageTable table, int va, Pte pte)
    {
        var old = await PteHelpers.PtepGetAndClear(cpu, table, va);
        var (folio, page) = cpu.Kernel.Frame(pte.Pfn);
        if (folio is { IsAnon: false } && old.IsDirty && !cpu.Kernel.Build.Has(Mutation.LoseDirtyAtZap))
        {
            await cpu.Store(folio.Dirty, 1);
        }

        if (folio is not null && await cpu.Add(folio.Mapcount(page), -1) == 1 && cpu.Kernel.HasSplitter)
        {
            await DeferredSplitPaths.NotePartlyMapped(cpu, folio, page);
        }

        return folio;
    }

    /// <summary>Drops the references of gathered pages, after the flush.</summary>
    public static async KernelPath FreePages(Cpu cpu, Folio?[] gathered)
    {
        foreach (var folio in gathered)
        {
            if (folio is not null)
            {
                await cpu.Add(folio.Refcount, -1);
            }
        }
    }
}
