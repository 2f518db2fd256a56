using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.ContPte;
using RaceSim.Kernel.Paths.Oppo;
using RaceSim.Kernel.Paths.Swap;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.Fork;

/// <summary>
/// <c>copy_pte_range</c> (mm/memory.c, 5.9 to 6.16): copies entries under both page-table locks, drops them now and then, and starts over
/// from where it was. Nothing read before a break may be believed after it.
/// </summary>
internal static class CopyPteRangePaths
{
    /// <summary>Copies the entries from <paramref name="va"/> to <paramref name="end"/> - 1, all below one PMD entry.</summary>
    public static async KernelPath CopyPteRange(Cpu cpu, Mm dst, Mm src, Vma vma, Vma dstVma, int va, int end)
    {
        var kernel = cpu.Kernel;
        Folio? prealloc = null;
        while (true)
        {
            var range = new ForkRange(src.Table(va), dst.Table(va), vma, dstVma, end);
            await PteAlloc(cpu, range.Destination);
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
                prealloc ??= await AllocPreallocPage(cpu);
            }

            await cpu.Unlock(range.Source.Ptl);
            await AddMmRssVec(cpu, dst, pass);
            if (takesDestination)
            {
                await cpu.Unlock(range.Destination.Ptl);
            }

            va = pass.Next;
            if (pass.Status == CopyStatus.Again)
            {
                cpu.Machine.Reach(kernel.Events.PinnedRetry);
                prealloc ??= await AllocPreallocPage(cpu);
            }
            else if (pass.Status == CopyStatus.NeedsContinuation)
            {
                await SwapPaths.AddSwapCountContinuation(cpu, pass.Slot);
            }
            else if (pass.Status == CopyStatus.NeedsSplit)
            {
                await OppoSplitPaths.SplitOutside(cpu, range.Source, va);
            }

            if (va >= end) // The kernel compares for equality: a batch beyond its VMA would not stop here.
            {
                if (prealloc is not null)
                {
                    await cpu.Add(prealloc.Refcount, -1);
                }

                return;
            }

            cpu.Machine.Reach(kernel.Events.LockBreak);
        }
    }

    private static async KernelPath<CopyPass> CopyUnderLocks(Cpu cpu, ForkRange range, int va, Folio? prealloc)
    {
        var constants = cpu.Kernel.Constants;
        var progress = 0;
        var anon = 0;
        var file = 0;
        var swap = 0;
        while (va < range.End)
        {
            if (progress >= constants.BreakThreshold)
            {
                progress = 0;
                if (MayBreakAt(cpu, va) && await NeedBreak(cpu, range))
                {
                    break;
                }
            }

            var pte = await PteHelpers.PtepGet(cpu, range.Source, va);
            if (pte.IsNone)
            {
                progress += constants.ProgressNone;
                va++;
                continue;
            }

            var result = pte.IsPresent
                ? await CopyPresent(cpu, range, va, pte, prealloc)
                : await CopyNonpresentPaths.CopyNonpresentPte(cpu, range, va, pte);
            if (result.Status is CopyStatus.Again or CopyStatus.NeedsContinuation or CopyStatus.NeedsSplit)
            {
                return new CopyPass(va, result.Status, anon, file, swap, prealloc, pte.Slot);
            }

            var kind = RssKindOf(cpu, pte);
            anon += kind == RssKind.Anon ? result.Count : 0;
            file += kind == RssKind.File ? result.Count : 0;
            swap += kind == RssKind.Swap ? result.Count : 0;
            if (prealloc is not null && pte.IsPresent)
            {
                // Used, or allocated in vain because the pin is gone: the memory policy forbids to use it for another address.
                if (result.Status != CopyStatus.UsedPrealloc)
                {
                    cpu.Machine.Reach(cpu.Kernel.Events.PreallocFreed);
                    await cpu.Add(prealloc.Refcount, -1);
                }

                prealloc = null;
            }

            progress += constants.ProgressCopied * (pte.IsCont && cpu.Kernel.Build.Fork == ForkCopy.Oppo ? 1 : result.Count);
            va += result.Count;
        }

        return new CopyPass(va, CopyStatus.Copied, anon, file, swap, prealloc, Slot: 0);
    }

    private static KernelPath<CopyResult> CopyPresent(Cpu cpu, ForkRange range, int va, Pte pte, Folio? prealloc) => cpu.Kernel.Build.Fork switch
    {
        ForkCopy.BatchV2 => CopyBatchV2Paths.CopyPresentPtesV2(cpu, range, va, pte, prealloc),
        ForkCopy.Merged => CopyBatchPaths.CopyPresentPtes(cpu, range, va, pte, prealloc),
        ForkCopy.BlindCont => CopyBlindPaths.CopyPteBlindly(cpu, range, va, pte),
        ForkCopy.Oppo when pte.IsCont => OppoCopyPaths.CopyContPtes(cpu, range, va, pte),
        _ => CopyPresentPaths.CopyPresentPte(cpu, range, va, pte, prealloc),
    };

    /// <summary>Under which counter an entry is counted; null for the zero page. A migration entry counts as its page.</summary>
    private static RssKind? RssKindOf(Cpu cpu, Pte pte) => pte switch
    {
        { IsSpecial: true } => null,
        { IsPresent: true } when cpu.Kernel.Frame(pte.Pfn).Folio is { IsAnon: false } => RssKind.File,
        { IsPresent: false, Kind: PteKind.Swap } => RssKind.Swap,
        _ => RssKind.Anon,
    };

    private static bool MayBreakAt(Cpu cpu, int va) => !cpu.Kernel.Build.AlignedBreak || va % cpu.Kernel.Constants.ContPtes == 0;

    /// <summary><c>need_resched() || spin_needbreak(src_ptl) || spin_needbreak(dst_ptl)</c>; the first is open, so it is a choice.</summary>
    private static async KernelPath<bool> NeedBreak(Cpu cpu, ForkRange range)
    {
        if (await cpu.Choose(2) != 0)
        {
            return true;
        }

        return cpu.Kernel.Options.Preemptible && (await cpu.IsContended(range.Source.Ptl) || await cpu.IsContended(range.Destination.Ptl));
    }

    /// <summary><c>pte_alloc_map_lock</c> without the lock: installs the child's table if there is none (<c>pmd_install</c>).</summary>
    private static async KernelPath PteAlloc(Cpu cpu, PageTable table)
    {
        var pmd = table.Mm.Pmd(table.FirstVa);
        if (await cpu.Load(pmd) == 0)
        {
            await cpu.Barrier(MemoryOrder.WriteBarrier);
            await cpu.Store(pmd, table.Id);
        }
    }

    private static async KernelPath AddMmRssVec(Cpu cpu, Mm mm, CopyPass pass)
    {
        if (cpu.Kernel.Build.Has(Mutation.NoRss))
        {
            return;
        }

        if (pass.Anon != 0)
        {
            await cpu.Add(mm.Rss(RssKind.Anon), pass.Anon);
        }

        if (pass.File != 0)
        {
            await cpu.Add(mm.Rss(RssKind.File), pass.File);
        }

        if (pass.Swap != 0)
        {
            await cpu.Add(mm.Rss(RssKind.Swap), pass.Swap);
        }
    }

    /// <summary><c>folio_prealloc</c>: a sleeping allocation for the page that may be pinned.</summary>
    private static async KernelPath<Folio> AllocPreallocPage(Cpu cpu)
    {
        await cpu.Take(AllocateEffect.Instance, OperationKind.Allocate, 1);
        return AllocateEffect.Taken(cpu) ?? throw new ModelException("the scenario has no spare page left for a pinned page's copy; raise 'spares: pages'");
    }

    private static void NoteResume(Cpu cpu, ForkRange range, int va)
    {
        var entry = new Pte(cpu.Cells.Read(range.Source.At(va)));
        if (entry.IsPresent && entry.IsCont && va % cpu.Kernel.Constants.ContPtes != 0 && va != range.Vma.Start)
        {
            cpu.Machine.Reach(cpu.Kernel.Events.MidBlockResume);
        }
    }
}
