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

/// <summary><c>zap_pte_range</c> as MADV_DONTNEED uses it (mm/memory.c, v6.16). Never drops the page-table lock in the middle of a table (<c>need_resched</c>).</summary>
internal static class ZapPaths
{
    /// <summary>Discards pages <paramref name="start"/> to <paramref name="end"/> - 1 of the current mm (<c>zap_page_range_single</c>).</summary>
    public static async KernelPath MadviseDontneed(Cpu cpu, int start, int end)
    {
        var mm = cpu.Mm!;
        var vma = mm.FindVma(start) ?? throw new ModelException($"{mm.Name} discards page {start}, which is in no VMA");
        await cpu.Lock(vma.Lock, shared: true);
        if (!vma.IsShared) // What a file holds is not discarded.
        {
            await cpu.Take(DiscardEffect.Instance, Steps.OperationKind.Local, start, -end);
        }

        await NotifierPaths.InvalidateRangeStart(cpu, mm, start, end);
        var tlb = await MmuGatherPaths.TlbGatherMmu(cpu, mm);
        for (var va = start; va < end;)
        {
            var limit = Math.Min(end, (va / mm.PtesPerTable * mm.PtesPerTable) + mm.PtesPerTable);
            if (mm.Pool is not null && cpu.Kernel.Build.Tables != TableSharing.None)
            {
                await CowPteZapPaths.ZapPmdRange(cpu, mm, va, limit, tlb);
            }
            else if (mm.TableOf(va, await cpu.LoadPmd(mm.Pmd(va))) is { } table)
            {
                await ZapPteRange(cpu, table, va, limit, tlb);
            }

            va = limit;
        }

        await MmuGatherPaths.TlbFinishMmu(cpu, tlb);
        await NotifierPaths.InvalidateRangeEnd(cpu, mm);
        if (!vma.IsShared)
        {
            await cpu.Take(DiscardEffect.Instance, Steps.OperationKind.Local, start, end);
        }

        await cpu.Unlock(vma.Lock, shared: true);
    }

    /// <summary>The entries of one table.</summary>
    public static async KernelPath ZapPteRange(Cpu cpu, PageTable table, int from, int end, MmuGather tlb)
    {
        if (cpu.Kernel.Build.Has(UnmapMutation.ZapPeeksWithoutLock) && await IsEmpty(cpu, table, from, end))
        {
            return;
        }

        var rss = default(RssVec);
        await cpu.Lock(table.Ptl);
        await BatchedFlushPaths.FlushTlbBatchedPending(cpu, table.Mm);
        for (var va = from; va < end;)
        {
            var pte = await PteHelpers.PtepGet(cpu, table, va);
            if (cpu.Kernel.Build.ContPte == ContPteMode.Explicit && pte.IsPresent && pte.IsCont)
            {
                pte = await OppoZapPaths.SplitPartial(cpu, table, va, end, pte);
            }

            var count = 1;
            if (pte.IsPresent && pte.IsCont && cpu.Kernel.Build.ContPte == ContPteMode.Explicit)
            {
                count = await OppoZapPaths.ZapCont(cpu, table, va, end, pte, tlb);
            }
            else if (pte.IsPresent)
            {
                count = await ZapPresentPtes(cpu, table, va, end, pte, tlb);
            }
            else if (!pte.IsNone)
            {
                await ZapNonpresentPte(cpu, table, va, pte, tlb);
            }

            rss = rss.Plus(RssVec.KindOf(cpu.Kernel, pte), count);
            va += count;
        }

        await RssPaths.AddMmRssVec(cpu, table.Mm, rss, -1);
        await UnlockAndFlush(cpu, table, tlb);
    }

    /// <summary><c>folio_remove_rmap_ptes</c>; a large folio of which a page has lost its last mapping may wait to be split.</summary>
    public static async KernelPath RemoveRmap(Cpu cpu, Folio folio, int page, int count)
    {
        for (var i = 0; i < count; i++)
        {
            if (await cpu.Add(folio.Mapcount(page + i), -1) == 1 && cpu.Kernel.HasSplitter)
            {
                await DeferredSplitPaths.NotePartlyMapped(cpu, folio, page + i);
            }
        }
    }

    /// <summary>If a file's page was dirty, the flush and the end of its mapping come before the lock is given up: then nobody stores to it unseen.</summary>
    private static async KernelPath UnlockAndFlush(Cpu cpu, PageTable table, MmuGather tlb)
    {
        var forced = tlb.ForceFlush;
        tlb.ForceFlush = false;
        if (forced && !cpu.Kernel.Build.Has(UnmapMutation.FlushAfterUnlock))
        {
            await MmuGatherPaths.TlbFlushMmuTlbonly(cpu, tlb);
            await MmuGatherPaths.TlbFlushRmaps(cpu, tlb);
        }

        await cpu.Unlock(table.Ptl);
        if (forced)
        {
            await MmuGatherPaths.TlbFlushMmu(cpu, tlb);
        }
    }

    private static async KernelPath<bool> IsEmpty(Cpu cpu, PageTable table, int from, int end)
    {
        for (var va = from; va < end; va++)
        {
            if (!(await cpu.LoadPte(table.At(va))).IsNone)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary><c>zap_nonpresent_ptes</c>: a device's page loses its mapping, a slot its reference.</summary>
    private static async KernelPath ZapNonpresentPte(Cpu cpu, PageTable table, int va, Pte pte, MmuGather tlb)
    {
        if (pte.Kind == PteKind.Swap)
        {
            await SwapPaths.SwapFree(cpu, pte.Slot, 1); // free_swap_and_cache
            await SwapClaimPaths.TryToReclaimSwap(cpu, pte.Slot);
        }

        if (pte.IsMapping)
        {
            var (folio, page) = cpu.Kernel.Frame(pte.Pfn);
            await cpu.Add(folio!.Mapcount(page), -1);
            tlb.Pages.Add(new MmuGather.Gathered(folio, page, 1, 1, DelaysRmap: false));
        }

        await cpu.StorePte(table.At(va), Pte.None); // clear_not_present_full_ptes
    }

    /// <summary><c>zap_present_ptes</c> and <c>zap_present_folio_ptes</c>: a batch of a large folio's pages. Returns how many.</summary>
    private static async KernelPath<int> ZapPresentPtes(Cpu cpu, PageTable table, int va, int end, Pte pte, MmuGather tlb)
    {
        var build = cpu.Kernel.Build;
        var (folio, page) = cpu.Kernel.Frame(pte.Pfn);
        if (folio is null)
        {
            await PteHelpers.PtepGetAndClear(cpu, table, va);
            tlb.AddRange(va, 1);
            return 1;
        }

        var count = build.ZapsBatches && folio.IsLarge && end - va > 1 ? await ZapBatch.Count(cpu, table, va, end, pte, folio, page) : 1;
        var old = await PteHelpers.GetAndClearFullPtes(cpu, table, va, count);
        var delaysRmap = false;
        if (!folio.IsAnon && old.IsDirty && !build.Has(Mutation.LoseDirtyAtZap))
        {
            await cpu.Store(folio.Dirty, 1);
            delaysRmap = !build.Has(UnmapMutation.RmapBeforeFlush) && !build.Has(UnmapMutation.FlushAfterUnlock);
            tlb.ForceFlush = true;
        }

        tlb.AddRange(va, count);
        if (!delaysRmap)
        {
            await RemoveRmap(cpu, folio, page, count);
        }

        tlb.Pages.Add(new MmuGather.Gathered(folio, page, count, count, delaysRmap));
        return count;
    }
}
