using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.Fork;
using RaceSim.Kernel.Paths.Swap;
using RaceSim.Kernel.Paths.Tables;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.CowPte;

/// <summary>
/// <c>copy_pmd_range</c>, <c>copy_cow_pte_range</c> and <c>recover_pte_range</c> of COW-PTE v5 (patch 3 of the series, 20230414142341.354556-4-shiyn.lin@gmail.com): the child gets the parent's table, and counts of its own for every
/// entry. If an entry cannot be shared, the child gets a table of its own after all.
/// </summary>
internal static class CowPteForkPaths
{
    /// <summary>One PMD entry for one VMA, which covers pages <paramref name="va"/> to <paramref name="end"/> - 1 below it. False: the fork fails.</summary>
    public static async KernelPath<bool> CopyPmdRange(Cpu cpu, Mm dst, Mm src, Vma vma, int va, int end)
    {
        if (SnapshotEffect.IsOpen(cpu) && cpu.Read(src.Image) == 0) // Written by this fork alone, which holds mmap_lock.
        {
            await cpu.Take(SnapshotEffect.Instance, OperationKind.Local, dst.Id, 1);
        }

        if (cpu.Kernel.Build.Tables == TableSharing.CowPteV2)
        {
            await CowPteV2ForkPaths.Share(cpu, dst, src, vma, va);
            return true;
        }

        if (cpu.Kernel.Build.Has(TableFix.CarefulFork))
        {
            return await CowPteCarefulForkPaths.CopyPmdRange(cpu, dst, src, va);
        }

        if ((await cpu.LoadPmd(dst.Pmd(va))).IsReadOnly)
        {
            return true; // Shared by this fork already, with another VMA.
        }

        var table = src.TableOf(va, await cpu.LoadPmd(src.Pmd(va)))!;
        var (status, stop) = await CopyCowPteRange(cpu, dst, src, table);
        if (status != CopyStatus.Again)
        {
            return status == CopyStatus.Copied;
        }

        cpu.Machine.Reach(cpu.Kernel.Events.ShareUndone);
        if (!await RecoverPteRange(cpu, dst, src, table, stop))
        {
            return false;
        }

        // Where it stopped may lie in another VMA: that one's turn comes.
        return stop < va || stop >= end || await CopyPteRangePaths.CopyPteRange(cpu, dst, src, vma, dst.FindVma(stop)!, stop, end);
    }

    /// <summary>Attaches the child to the table and counts for it what all VMAs below the PMD entry map. Returns how it ended, and where if some entry cannot be shared.</summary>
    private static async KernelPath<(CopyStatus Status, int Stop)> CopyCowPteRange(Cpu cpu, Mm dst, Mm src, PageTable table)
    {
        await cpu.Lock(table.Ptl);
        await cpu.Add(table.Page.Refcount, 1);
        await PmdInstall(cpu, dst, table);
        await cpu.Unlock(table.Ptl);
        var status = CopyStatus.Copied;
        foreach (var part in src.Vmas)
        {
            var (va, end) = (Math.Max(part.Start, table.FirstVa), Math.Min(part.End, table.FirstVa + table.Count));
            if (va >= end)
            {
                continue;
            }

            if (part.IsDontCopy)
            {
                return (CopyStatus.Again, va);
            }

            (status, va) = await CopyPart(cpu, dst, part, table, va, end);
            if (status == CopyStatus.Again)
            {
                return (status, va);
            }

            if (status != CopyStatus.Copied)
            {
                break;
            }
        }

        cpu.Kernel.Tlbs.OweSlot(cpu, src, table.FirstVa);
        await cpu.Rmw(src.Pmd(table.FirstVa), RmwKind.Exchange, Pmd.Of(table.Id).WriteProtect().Bits); // pmdp_set_wrprotect
        await cpu.StorePmd(dst.Pmd(table.FirstVa), (await cpu.LoadPmd(src.Pmd(table.FirstVa))).WriteProtect());
        return (status, 0);
    }

    /// <summary><c>pmd_install</c>, which does nothing where there is a table.</summary>
    private static async KernelPath PmdInstall(Cpu cpu, Mm dst, PageTable table)
    {
        await cpu.Lock(dst.PmdLock!);
        if ((await cpu.LoadPmd(dst.Pmd(table.FirstVa))).IsNone)
        {
            await cpu.Add(dst.PgtableBytes, 1);
            await cpu.Barrier(MemoryOrder.WriteBarrier);
            await cpu.StorePmd(dst.Pmd(table.FirstVa), Pmd.Of(table.Id));
        }

        await cpu.Unlock(dst.PmdLock!);
    }

    /// <summary>
    /// The entries of one VMA by <c>copy_nonpresent_pte</c> and <c>copy_present_pte</c>, with the one table as source and as destination: what they make of the child's entry is the parent's too.
    /// </summary>
    private static async KernelPath<(CopyStatus Status, int Va)> CopyPart(Cpu cpu, Mm dst, Vma vma, PageTable table, int va, int end)
    {
        var range = new ForkRange(table, dst.TableOf(table.FirstVa, Pmd.Of(table.Id))!, vma, vma, end);
        while (va < end)
        {
            var rss = default(RssVec);
            var status = CopyStatus.Copied;
            var pte = Pte.None;
            await cpu.Lock(table.Ptl);
            for (; va < end; va++)
            {
                pte = await cpu.LoadPte(table.At(va));
                status = pte.IsNone ? CopyStatus.Copied : await CopyEntry(cpu, range, va, pte);
                if (status != CopyStatus.Copied)
                {
                    break;
                }

                rss = rss.Plus(RssVec.KindOf(cpu.Kernel, pte), 1);
            }

            await RssPaths.AddMmRssVec(cpu, dst, rss, 1);
            await cpu.Unlock(table.Ptl);
            if (status == CopyStatus.NeedsContinuation ? !await SwapPaths.AddSwapCountContinuationSleeping(cpu, pte.Slot) : status != CopyStatus.Copied)
            {
                return (status, va);
            }
        }

        return (CopyStatus.Copied, va);
    }

    private static async KernelPath<CopyStatus> CopyEntry(Cpu cpu, ForkRange range, int va, Pte pte)
    {
        if (!pte.IsPresent)
        {
            var result = await CopyNonpresentPaths.CopyNonpresentPte(cpu, range, va);
            if (result.Status != CopyStatus.NowPresent)
            {
                return result.Status;
            }

            pte = await cpu.LoadPte(range.Source.At(va));
        }

        return (await CopyPresentPaths.CopyPresentPte(cpu, range, va, pte, null)).Status;
    }

    /// <summary>The way back, as posted: a table of the child's own, a clone of what was counted before page <paramref name="stop"/>, and one reference of the shared table less. False: out of memory.</summary>
    private static async KernelPath<bool> RecoverPteRange(Cpu cpu, Mm dst, Mm src, PageTable shared, int stop)
    {
        await cpu.Add(dst.PgtableBytes, -1);
        await cpu.StorePmd(dst.Pmd(shared.FirstVa), Pmd.None);
        if (await TablePaths.PteAlloc(cpu, dst, shared.FirstVa) is not { } own)
        {
            return false;
        }

        var va = shared.FirstVa;
        var hasLock = false;
        foreach (var part in src.Vmas)
        {
            if (part.Start < stop && part.End > shared.FirstVa)
            {
                va = Math.Max(va, part.Start);
                await cpu.Lock(own.Ptl);
                await cpu.Lock(shared.Ptl); // nested class
                va = await Clone(cpu, shared, own, va, stop);
                await cpu.Unlock(shared.Ptl);
                await cpu.Unlock(own.Ptl);
                hasLock = true;
            }
        }

        if (!hasLock)
        {
            await cpu.Store(cpu.Kernel.Pool!.UsedWhenFreed, TablePool.Wild); // Its variable for the lock has no value where the loop had no turn.
        }

        await cpu.Lock(shared.Ptl);
        await CowPteBreakPaths.PutUnlessLast(cpu, shared.Page);
        await cpu.Unlock(shared.Ptl);
        return true;
    }

    /// <summary>The loop of one VMA: it ends where <paramref name="stop"/> is met, and not at the end of the VMA; whoever begins behind that runs out of the table.</summary>
    private static async KernelPath<int> Clone(Cpu cpu, PageTable shared, PageTable own, int va, int stop)
    {
        do
        {
            if (va == shared.FirstVa + shared.Count)
            {
                await cpu.Store(cpu.Kernel.Overrun, va); // What lies behind the tables is not modelled.
                return va;
            }

            var pte = await cpu.LoadPte(shared.At(va));
            if (!pte.IsNone)
            {
                await cpu.StorePte(own.At(va), pte);
            }

            va++;
        }
        while (va != stop);
        return va;
    }
}
