using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.ContPte;

namespace RaceSim.Kernel.Paths.Fork;

/// <summary>
/// <c>copy_present_ptes</c> and <c>folio_nr_pages_cont_mapped</c> as posted in "mm: Batch-copy PTE ranges during fork()", v2, with the changes
/// that the thread proposed for v3 as switches of the build.
/// </summary>
internal static class CopyBatchV2Paths
{
    /// <summary>Copies a run of entries that map consecutive pages of one folio with equal rights.</summary>
    public static async KernelPath<CopyResult> CopyPresentPtesV2(Cpu cpu, ForkRange range, int va, Pte pte, Folio? prealloc)
    {
        var build = cpu.Kernel.Build;
        var (folio, page) = cpu.Kernel.Frame(pte.Pfn);
        if (folio is null)
        {
            await PteHelpers.SetPtes(cpu, range.Destination, va, range.ForChild(pte), 1);
            return CopyResult.Copied(1);
        }

        var batch = await FolioNrPagesContMapped(cpu, range, va, pte, folio, page);
        var count = batch.Count;
        if (build.RefFirst)
        {
            await cpu.Add(folio.Refcount, count);
        }

        var mapped = 0;
        while (mapped < count && await CopyPresentPaths.FolioTryDupAnonRmapPte(cpu, range.Parent, folio, page + mapped))
        {
            mapped++;
        }

        if (mapped == 0)
        {
            if (build.RefFirst && !build.Has(Mutation.KeepRefsAtExit))
            {
                await cpu.Add(folio.Refcount, -count);
            }

            return await CopyPresentPaths.CopyPresentPage(cpu, range, va, pte, prealloc);
        }

        if (mapped < count)
        {
            cpu.Machine.Reach(cpu.Kernel.Events.PartialBatch);
            if (build.RefFirst && !build.Has(Mutation.KeepRemainderRefs))
            {
                await cpu.Add(folio.Refcount, mapped - count);
            }

            count = build.Has(Mutation.PublishWholeBatch) ? count : mapped;
        }

        if (!build.RefFirst)
        {
            await cpu.Add(folio.Refcount, mapped);
        }

        pte = await ProtectSource(cpu, range, va, pte, count, batch.AnyWritable);
        await PteHelpers.SetPtes(cpu, range.Destination, va, range.ForChild(pte), count);
        return CopyResult.Copied(count);
    }

    private static async KernelPath<Pte> ProtectSource(Cpu cpu, ForkRange range, int va, Pte pte, int count, bool anyWritable)
    {
        var writable = cpu.Kernel.Build.AnyWritable ? anyWritable : pte.IsWritable;
        if (range.Vma.IsCow && writable && !cpu.Kernel.Build.Has(Mutation.NoWriteProtect))
        {
            CopyPresentPaths.NoteMidBlock(cpu, range, va);
            await PteHelpers.WrprotectPtes(cpu, range.Source, va, count);
            return pte.WriteProtect();
        }

        return pte;
    }

    /// <summary>How many entries from here map consecutive pages of the folio with the same bits (write may be ignored: v3).</summary>
    private static async KernelPath<(int Count, bool AnyWritable)> FolioNrPagesContMapped(
        Cpu cpu, ForkRange range, int va, Pte first, Folio folio, int page)
    {
        var build = cpu.Kernel.Build;
        var limit = Math.Min(folio.Pages - page, range.End - va);
        var anyWritable = first.IsWritable;
        var count = 1;
        for (var i = 1; i < limit; i++)
        {
            var pte = await PteHelpers.PtepGet(cpu, range.Source, va + i);
            var isNext = pte.IsPresent && pte.Pfn == first.Pfn + i && Comparable(build, pte) == Comparable(build, first);
            if (isNext)
            {
                count++;
                anyWritable |= pte.IsWritable;
            }
            else if (!build.CountMapped)
            {
                break;
            }
        }

        return (count, anyWritable);
    }

    private static long Comparable(KernelBuild build, Pte pte) => build.IgnoreWrite ? pte.WriteProtect().Attributes : pte.Attributes;
}
