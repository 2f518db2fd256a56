using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.ContPte;

namespace RaceSim.Kernel.Paths.Fork;

/// <summary><c>copy_present_ptes</c> as merged in 6.9 (mm/memory.c, v6.16), with <c>folio_pte_batch</c>.</summary>
internal static class CopyBatchPaths
{
    /// <summary>Copies a batch of a large folio; a small folio, or any entry while a preallocated page is pending, goes alone.</summary>
    public static async KernelPath<CopyResult> CopyPresentPtes(Cpu cpu, ForkRange range, int va, Pte pte, Folio? prealloc)
    {
        var build = cpu.Kernel.Build;
        var (folio, page) = cpu.Kernel.Frame(pte.Pfn);
        if (folio is null || !folio.IsLarge || prealloc is not null || range.End - va == 1)
        {
            return await CopyPresentPaths.CopyPresentPte(cpu, range, va, pte, prealloc);
        }

        var batch = await FolioPteBatch(cpu, range, va, pte, folio, page);
        var count = batch.Count;
        await cpu.Add(folio.Refcount, count);
        if (!await FolioTryDupAnonRmapPtes(cpu, range.Parent, folio, page, count))
        {
            if (!build.Has(Mutation.KeepRefsAtExit))
            {
                await cpu.Add(folio.Refcount, -count);
            }

            return CopyResult.Again; // The retry carries a page and goes entry by entry.
        }

        if (range.Vma.IsCow && batch.AnyWritable && !build.Has(Mutation.NoWriteProtect))
        {
            CopyPresentPaths.NoteMidBlock(cpu, range, va);
            await PteHelpers.WrprotectPtes(cpu, range.Source, va, count);
            pte = pte.WriteProtect();
        }
        else if (batch.AnyWritable)
        {
            pte = pte.MakeWritable();
        }

        await PteHelpers.SetPtes(cpu, range.Destination, va, range.ForChild(pte), count);
        return CopyResult.Copied(count);
    }

    /// <summary><c>folio_try_dup_anon_rmap_ptes</c>: one test for all pages before anything is touched.</summary>
    public static async KernelPath<bool> FolioTryDupAnonRmapPtes(Cpu cpu, Mm parent, Folio folio, int page, int count)
    {
        if (folio.IsAnon && await CopyPresentPaths.FolioNeedsCowForDma(cpu, parent, folio))
        {
            for (var i = 0; i < count; i++)
            {
                if (await cpu.Load(folio.AnonExclusive.At(page + i)) != 0)
                {
                    return false;
                }
            }
        }

        for (var i = 0; i < count; i++)
        {
            if (folio.IsAnon && !cpu.Kernel.Build.Has(Mutation.KeepAnonExclusive))
            {
                await cpu.Store(folio.AnonExclusive.At(page + i), 0);
            }

            await cpu.Add(folio.Mapcount(page + i), 1);
        }

        return true;
    }

    /// <summary>
    /// <c>folio_pte_batch</c>: entries that continue the first, write and accessed bits ignored, dirty only on shared mappings. arm64 skips to the
    /// end of a contiguous block without reading it (<c>pte_batch_hint</c>).
    /// </summary>
    private static async KernelPath<(int Count, bool AnyWritable)> FolioPteBatch(Cpu cpu, ForkRange range, int va, Pte first, Folio folio, int page)
    {
        var pastFolio = cpu.Kernel.Build.Has(UnmapMutation.BatchPastFolio);
        var limit = pastFolio ? range.End - va : Math.Min(folio.Pages - page, range.End - va);
        var anyWritable = first.IsWritable;
        var pte = first;
        var count = Hint(cpu, va, first);
        while (count < limit)
        {
            pte = await PteHelpers.PtepGet(cpu, range.Source, va + count);
            if (!pte.IsPresent || Comparable(range.Vma, pte) != Comparable(range.Vma, first.Advance(count)))
            {
                NoteDirtyCut(cpu, range.Vma, pte, first.Advance(count));
                break;
            }

            if (page + count >= folio.Pages)
            {
                await cpu.Store(cpu.Kernel.Overrun, va + count); // Counters behind the folio's are not modelled: the batch ends.
                break;
            }

            anyWritable |= pte.IsWritable;
            count += Hint(cpu, va + count, pte);
        }

        return (Math.Min(count, limit), anyWritable);
    }

    private static void NoteDirtyCut(Cpu cpu, Vma vma, Pte pte, Pte expected)
    {
        if (pte.IsPresent && pte.IsWritable == expected.IsWritable && Comparable(vma, pte.MakeClean()) == Comparable(vma, expected.MakeClean()))
        {
            cpu.Machine.Reach(cpu.Kernel.Events.BatchCutByDirty);
        }
    }

    private static int Hint(Cpu cpu, int va, Pte pte)
    {
        var block = cpu.Kernel.Constants.ContPtes;
        return pte.IsValidCont && cpu.Kernel.Build.ContPte == ContPteMode.Transparent ? block - (va % block) : 1;
    }

    private static Pte Comparable(Vma vma, Pte pte)
    {
        pte = pte.MakeOld().WriteProtect();
        return vma.IsShared ? pte.MakeClean() : pte;
    }
}
