using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.ContPte;
using RaceSim.Kernel.Paths.Oppo;
using RaceSim.Kernel.Paths.Swap;
using RaceSim.Kernel.Paths.Tables;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.Fork;

/// <summary>
/// <c>copy_pte_range</c> (mm/memory.c, 5.9 to 6.16): copies entries under both page-table locks, drops them now and then, and starts over
/// from where it was. Nothing read before a break may be believed after it.
/// </summary>
internal static class CopyPteRangePaths
{
    /// <summary>Copies the entries from <paramref name="va"/> to <paramref name="end"/> - 1, all below one PMD entry. False: out of memory, or busy.</summary>
    public static async KernelPath<bool> CopyPteRange(Cpu cpu, Mm dst, Mm src, Vma vma, Vma dstVma, int va, int end)
    {
        var kernel = cpu.Kernel;
        var prealloc = default(Preallocated);
        while (true)
        {
            var range = await MapTables(cpu, dst, src, vma, dstVma, va, end);
            var takesDestination = !kernel.Build.Has(Mutation.NoDestinationLock);
            if (takesDestination)
            {
                await cpu.Lock(range.Destination.Ptl);
            }

            await cpu.Lock(range.Source.Ptl); // nested class: destination outside, source inside
            NoteResume(cpu, range, va);
            var pass = await CopyUnderLocks(cpu, range, va, prealloc);
            prealloc = pass.Prealloc;
            if (pass.Status == CopyStatus.Again && kernel.Build.Has(Mutation.AllocateUnderLock))
            {
                prealloc = new Preallocated(prealloc.Page ?? await AllocPreallocPage(cpu), pass.Next, pass.Entry);
            }

            await cpu.Unlock(range.Source.Ptl);
            if (!kernel.Build.Has(Mutation.NoRss))
            {
                await RssPaths.AddMmRssVec(cpu, dst, pass.Rss, 1);
            }

            if (takesDestination)
            {
                await cpu.Unlock(range.Destination.Ptl);
            }

            va = pass.Next;
            var resolved = await Resolve(cpu, range.Source, pass, prealloc);
            if (!resolved.Succeeds)
            {
                await FreePrealloc(cpu, prealloc.Page);
                return false;
            }

            prealloc = resolved.Prealloc;
            va += resolved.Skips;
            if (va >= end) // The kernel compares for equality: a batch beyond its VMA would not stop here.
            {
                await FreeAtEnd(cpu, prealloc.Page);
                return true;
            }

            cpu.Machine.Reach(kernel.Events.LockBreak);
        }
    }

    /// <summary>What has to be done without the locks before the pass can go on where it stopped; everything read under them is stale by then.</summary>
    private static async KernelPath<(bool Succeeds, Preallocated Prealloc, int Skips)> Resolve(Cpu cpu, PageTable source, CopyPass pass, Preallocated prealloc)
    {
        var kernel = cpu.Kernel;
        switch (pass.Status)
        {
            case CopyStatus.Again:
                cpu.Machine.Reach(kernel.Events.PinnedRetry);
                var page = prealloc.Page ?? await AllocPreallocPage(cpu);
                return (page is not null, new Preallocated(page, prealloc.Page is null ? pass.Next : prealloc.Va, pass.Entry), 0);
            case CopyStatus.NeedsContinuation:
                var extended = !kernel.Build.Has(Mutation.FailForkOnFullCount) && await SwapPaths.AddSwapCountContinuationSleeping(cpu, pass.Entry.Slot);
                return (extended, prealloc, kernel.Build.Has(Mutation.SkipAfterContinuation) ? 1 : 0);
            case CopyStatus.NeedsSplit:
                await OppoSplitPaths.SplitOutside(cpu, source, pass.Next);
                return (true, prealloc, 0);
            case CopyStatus.Busy:
                return (false, prealloc, 0);
            default:
                return (true, prealloc, 0);
        }
    }

    private static async KernelPath<CopyPass> CopyUnderLocks(Cpu cpu, ForkRange range, int va, Preallocated prealloc)
    {
        var constants = cpu.Kernel.Constants;
        var progress = 0;
        var rss = default(RssVec);
        while (va < range.End)
        {
            if (progress >= constants.BreakThreshold)
            {
                NoteOverrun(cpu, progress);
                progress = 0;
                if (MayBreakAt(cpu, va) && await NeedBreak(cpu, range))
                {
                    break;
                }
            }

            var pte = await PteHelpers.PtepGet(cpu, range.Source, va);
            if (pte.IsNone && !IsStale(cpu, va, prealloc))
            {
                progress += constants.ProgressNone;
                va++;
                continue;
            }

            var result = await CopyEntry(cpu, range, va, pte, prealloc);
            if (result.Status is not (CopyStatus.Copied or CopyStatus.UsedPrealloc))
            {
                return new CopyPass(va, result.Status, rss, prealloc, pte);
            }

            rss = rss.Plus(RssVec.KindOf(cpu.Kernel, IsStale(cpu, va, prealloc) ? prealloc.Entry : pte), result.Count).Plus(result.CountedAgain, 1);
            if (prealloc.Page is not null && (pte.IsPresent || result.Status == CopyStatus.UsedPrealloc))
            {
                prealloc = await AfterPresent(cpu, va, prealloc, result.Status);
            }

            progress += constants.ProgressCopied * (pte.IsCont && cpu.Kernel.Build.Fork == ForkCopy.Oppo ? 1 : result.Count);
            va += result.Count;
        }

        return new CopyPass(va, CopyStatus.Copied, rss, prealloc, default);
    }

    /// <summary>One entry that is not none, or a batch of present ones.</summary>
    private static async KernelPath<CopyResult> CopyEntry(Cpu cpu, ForkRange range, int va, Pte pte, Preallocated prealloc)
    {
        if (IsStale(cpu, va, prealloc))
        {
            return await CopyPresentPaths.CopyPresentPage(cpu, range, va, prealloc.Entry, prealloc.Page);
        }

        if (cpu.Kernel.Build.Fork is ForkCopy.OnePte or ForkCopy.SplitNonpresent or ForkCopy.SplitPresent)
        {
            return await CopyOnePtePaths.Copy(cpu, range, va, prealloc.Page);
        }

        if (!pte.IsPresent)
        {
            var result = await CopyNonpresentPaths.CopyNonpresentPte(cpu, range, va);
            if (result.Status != CopyStatus.NowPresent)
            {
                return result;
            }

            pte = await PteHelpers.PtepGet(cpu, range.Source, va);
        }

        return await CopyPresent(cpu, range, va, pte, prealloc.Page);
    }

    private static bool IsStale(Cpu cpu, int va, Preallocated prealloc) =>
        prealloc.Page is not null && prealloc.Va == va && cpu.Kernel.Build.Has(Mutation.StalePageAfterRetry);

    /// <summary>A page at hand when a present entry was copied: used, or allocated in vain because the pin is gone; the memory policy forbids to use it for another address.</summary>
    private static async KernelPath<Preallocated> AfterPresent(Cpu cpu, int va, Preallocated prealloc, CopyStatus status)
    {
        if (status == CopyStatus.UsedPrealloc)
        {
            if (va != prealloc.Va)
            {
                cpu.Machine.Reach(cpu.Kernel.Events.PreallocUsedElsewhere);
            }

            return default;
        }

        if (cpu.Kernel.Build.Has(Mutation.PreallocElsewhere))
        {
            return prealloc;
        }

        cpu.Machine.Reach(cpu.Kernel.Events.PreallocFreed);
        await FreePrealloc(cpu, prealloc.Page);
        return default;
    }

    private static async KernelPath FreeAtEnd(Cpu cpu, Folio? page)
    {
        if (page is not null && !cpu.Kernel.Build.Has(Mutation.LeakPrealloc))
        {
            cpu.Machine.Reach(cpu.Kernel.Events.PreallocFreedAtEnd);
            await FreePrealloc(cpu, page);
        }
    }

    private static async KernelPath FreePrealloc(Cpu cpu, Folio? page)
    {
        if (page is not null)
        {
            await cpu.Add(page.Refcount, -1);
        }
    }

    private static KernelPath<CopyResult> CopyPresent(Cpu cpu, ForkRange range, int va, Pte pte, Folio? prealloc)
    {
        if (pte.IsDirty && range.Vma.IsShared)
        {
            cpu.Machine.Reach(cpu.Kernel.Events.ChildCleaned);
        }

        return CopyPresentBy(cpu, range, va, pte, prealloc);
    }

    private static KernelPath<CopyResult> CopyPresentBy(Cpu cpu, ForkRange range, int va, Pte pte, Folio? prealloc) => cpu.Kernel.Build.Fork switch
    {
        ForkCopy.BatchV2 => CopyBatchV2Paths.CopyPresentPtesV2(cpu, range, va, pte, prealloc),
        ForkCopy.Merged => CopyBatchPaths.CopyPresentPtes(cpu, range, va, pte, prealloc),
        ForkCopy.BlindCont => CopyBlindPaths.CopyPteBlindly(cpu, range, va, pte),
        ForkCopy.Oppo when pte.IsCont => OppoCopyPaths.CopyContPtes(cpu, range, va, pte),
        _ => CopyPresentPaths.CopyPresentPte(cpu, range, va, pte, prealloc),
    };

    private static bool MayBreakAt(Cpu cpu, int va) => !cpu.Kernel.Build.AlignedBreak || va % cpu.Kernel.Constants.ContPtes == 0;

    /// <summary><c>need_resched() || spin_needbreak(src_ptl) || spin_needbreak(dst_ptl)</c>; the first is open, so it is a choice.</summary>
    private static async KernelPath<bool> NeedBreak(Cpu cpu, ForkRange range)
    {
        if (await cpu.Choose(2, "need_resched()") != 0)
        {
            return true;
        }

        return cpu.Kernel.Options.Preemptible && (await cpu.IsContended(range.Source.Ptl) || await cpu.IsContended(range.Destination.Ptl));
    }

    /// <summary>Both tables; the child's is installed if there is none.</summary>
    private static async KernelPath<ForkRange> MapTables(Cpu cpu, Mm dst, Mm src, Vma vma, Vma dstVma, int va, int end)
    {
        if (src.Pool is null)
        {
            await PteAlloc(cpu, dst.Table(va));
            return new ForkRange(src.Table(va), dst.Table(va), vma, dstVma, end);
        }

        var destination = await TablePaths.PteAlloc(cpu, dst, va) ?? throw new ModelException($"the allocation of {dst.Name}'s page table failed, which fork is not modelled for where tables change");
        return new ForkRange((await TablePaths.Find(cpu, src, va))!, destination, vma, dstVma, end);
    }

    /// <summary><c>pte_alloc_map_lock</c> without the lock: installs the child's table if there is none (<c>pmd_install</c>).</summary>
    private static async KernelPath PteAlloc(Cpu cpu, PageTable table)
    {
        var pmd = table.Mm.Pmd(table.FirstVa);
        if ((await cpu.LoadPmd(pmd)).IsNone)
        {
            await cpu.Barrier(MemoryOrder.WriteBarrier);
            await cpu.StorePmd(pmd, Pmd.Of(table.Id));
        }
    }

    /// <summary><c>folio_prealloc</c>: a sleeping allocation for the page that may be pinned; null if it fails.</summary>
    private static async KernelPath<Folio?> AllocPreallocPage(Cpu cpu)
    {
        if (cpu.Kernel.Options.SleepingAllocationMayFail && await cpu.Choose(2, "the sleeping allocation fails") != 0)
        {
            return null;
        }

        await cpu.Take(AllocateEffect.Instance, OperationKind.Allocate, 1);
        return AllocateEffect.Taken(cpu) ?? throw new ModelException("the scenario has no spare page left for a pinned page's copy; raise 'spares: pages'");
    }

    // Entry by entry progress ends less than one copied entry above the threshold.
    private static void NoteOverrun(Cpu cpu, int progress)
    {
        if (progress >= cpu.Kernel.Constants.BreakThreshold + cpu.Kernel.Constants.ProgressCopied)
        {
            cpu.Machine.Reach(cpu.Kernel.Events.ProgressOverrun);
        }
    }

    private static void NoteResume(Cpu cpu, ForkRange range, int va)
    {
        var entry = new Pte(cpu.Read(range.Source.At(va)));
        if (entry.IsPresent && entry.IsCont && va % cpu.Kernel.Constants.ContPtes != 0 && va != range.Vma.Start)
        {
            cpu.Machine.Reach(cpu.Kernel.Events.MidBlockResume);
        }
    }
}
