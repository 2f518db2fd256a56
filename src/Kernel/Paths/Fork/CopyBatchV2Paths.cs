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

        var retries = build.AllOrNone && prealloc is not null; // Then entry by entry: a page that can be shared is not to be copied.
        var batch = retries ? new PteBatch(1, pte.IsWritable, !pte.IsWritable, pte.IsDirty) : await FolioNrPagesContMapped(cpu, range, va, pte, folio, page);
        var count = batch.Count;
        if (build.RefFirst)
        {
            await cpu.Add(folio.Refcount, count);
        }

        var mapped = await TryDup(cpu, range.Parent, folio, page, count);
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

        pte = !range.Vma.IsShared && batch.AnyDirty ? pte.MakeDirty() : pte;
        pte = await ProtectSource(cpu, range, va, pte, count, batch.AnyWritable);
        if (range.Vma.IsShared && (build.SharedAllReadOnly || (build.SharedMixReadOnly && batch.AnyWritable && batch.AnyReadOnly)))
        {
            pte = pte.WriteProtect(); // In the child alone: costs it a fault, gives it no right that the parent had not.
        }

        await PteHelpers.SetPtes(cpu, range.Destination, va, range.ForChild(pte), count);
        return CopyResult.Copied(count);
    }

    /// <summary>How many of the batch's pages could be mapped once more: a prefix, or by #5 all or none.</summary>
    private static async KernelPath<int> TryDup(Cpu cpu, Mm parent, Folio folio, int page, int count)
    {
        if (cpu.Kernel.Build.AllOrNone)
        {
            return await CopyBatchPaths.FolioTryDupAnonRmapPtes(cpu, parent, folio, page, count) ? count : 0;
        }

        var mapped = 0;
        while (mapped < count && await CopyPresentPaths.FolioTryDupAnonRmapPte(cpu, parent, folio, page + mapped))
        {
            mapped++;
        }

        return mapped;
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
    private static async KernelPath<PteBatch> FolioNrPagesContMapped(Cpu cpu, ForkRange range, int va, Pte first, Folio folio, int page)
    {
        var build = cpu.Kernel.Build;
        var addresses = Math.Max(range.Parent.Pages, 2 * folio.Pages); // An address space is far wider than a folio: the end of one never wraps to its beginning.
        var limit = BatchLimit.Of(build, va, range.End, folio.Pages - page, addresses);
        var anyWritable = first.IsWritable;
        var anyReadOnly = !first.IsWritable;
        var anyDirty = first.IsDirty; // As posted it stays at that: the loop tests values that it has cleaned.
        var count = 1;
        for (var i = 1; i < limit; i++)
        {
            if (va + i >= range.Source.FirstVa + range.Source.Count)
            {
                await cpu.Store(cpu.Kernel.Overrun, va + i); // Whatever lies behind the table is not modelled: the batch ends.
                break;
            }

            var pte = await PteHelpers.PtepGet(cpu, range.Source, va + i);
            var isNext = pte.IsPresent && pte.Pfn == first.Pfn + i && Comparable(build, pte) == Comparable(build, first);
            if (isNext)
            {
                count++;
                anyWritable |= pte.IsWritable;
                anyReadOnly |= !pte.IsWritable;
                anyDirty |= build.AnyDirty && pte.IsDirty;
            }
            else if (!build.CountMapped)
            {
                break;
            }
        }

        return new PteBatch(count, anyWritable, anyReadOnly, anyDirty);
    }

    /// <summary>The bits in which entries of one batch may not differ.</summary>
    private static long Comparable(KernelBuild build, Pte pte)
    {
        if (build.FramesOnly)
        {
            return (build.EndOnProtnone && pte.IsProtNone ? 1 : 0) | (build.EndOnUffd && pte.IsUffdWp ? 2 : 0);
        }

        return build.IgnoreWrite ? pte.WriteProtect().Attributes : pte.Attributes;
    }

    /// <summary>A run of entries, and which kinds are among them.</summary>
    private readonly record struct PteBatch(int Count, bool AnyWritable, bool AnyReadOnly, bool AnyDirty);
}
