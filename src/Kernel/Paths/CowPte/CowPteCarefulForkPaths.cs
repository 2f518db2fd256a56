using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.Fork;
using RaceSim.Kernel.Paths.Swap;
using RaceSim.Kernel.Paths.Tables;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.CowPte;

/// <summary>
/// A fork that shares page tables without what COW-PTE v5's breaks: both PMD entries become read-only when the child is attached; an entry of the shared table is changed by an atomic removal of its write permission and
/// by nothing else; and a fork that goes back does so once for a table, for all VMAs below it. Our own; nobody has posted it.
/// </summary>
internal static class CowPteCarefulForkPaths
{
    /// <summary>One PMD entry, all VMAs below it at once; those that come later find that it is done. False: the fork fails.</summary>
    public static async KernelPath<bool> CopyPmdRange(Cpu cpu, Mm dst, Mm src, int va)
    {
        if (!(await cpu.LoadPmd(dst.Pmd(va))).IsNone)
        {
            return true;
        }

        var table = src.TableOf(va, await cpu.LoadPmd(src.Pmd(va)))!;
        await Attach(cpu, dst, src, table);
        foreach (var part in src.Vmas)
        {
            var (start, end) = (Math.Max(part.Start, table.FirstVa), Math.Min(part.End, table.FirstVa + table.Count));
            var stop = start >= end || part.IsDontCopy ? start : await CountForChild(cpu, dst, src, part, table, start, end);
            if (stop < end)
            {
                return await Recover(cpu, dst, src, table, stop);
            }
        }

        return true;
    }

    private static async KernelPath Attach(Cpu cpu, Mm dst, Mm src, PageTable table)
    {
        var shared = Pmd.Of(table.Id).WriteProtect();
        await cpu.Lock(dst.PmdLock!);
        await cpu.Lock(table.Ptl);
        await cpu.Add(table.Page.Refcount, 1);
        await cpu.Add(dst.PgtableBytes, 1);
        await cpu.StorePmd(dst.Pmd(table.FirstVa), shared);
        cpu.Kernel.Tlbs.OweSlot(cpu, src, table.FirstVa);
        await cpu.Rmw(src.Pmd(table.FirstVa), RmwKind.Exchange, shared.Bits);
        await cpu.Unlock(table.Ptl);
        await cpu.Unlock(dst.PmdLock!);
    }

    /// <summary>Returns the first page that cannot be shared: it may be pinned, or its swap count is full, or it is neither present nor swapped.</summary>
    private static async KernelPath<int> CountForChild(Cpu cpu, Mm dst, Mm src, Vma vma, PageTable table, int va, int end)
    {
        var rss = default(RssVec);
        await cpu.Lock(table.Ptl);
        for (; va < end; va++)
        {
            var pte = await cpu.LoadPte(table.At(va));
            if (!pte.IsNone && !await CountEntry(cpu, dst, src, vma, table, va, pte))
            {
                break;
            }

            rss = rss.Plus(RssVec.KindOf(cpu.Kernel, pte), 1);
        }

        await RssPaths.AddMmRssVec(cpu, dst, rss, 1);
        await cpu.Unlock(table.Ptl);
        return va;
    }

    private static async KernelPath<bool> CountEntry(Cpu cpu, Mm dst, Mm src, Vma vma, PageTable table, int va, Pte pte)
    {
        if (pte.Kind == PteKind.Swap)
        {
            if (pte.IsSwapExclusive || !await SwapPaths.SwapDuplicate(cpu, pte.Slot))
            {
                return false;
            }

            await MmlistPaths.AddToMmlist(cpu, dst);
            return true;
        }

        if (!pte.IsPresent)
        {
            return false;
        }

        if (cpu.Kernel.Frame(pte.Pfn) is { Folio: { } folio, Page: var page })
        {
            await cpu.Add(folio.Refcount, 1);
            if (!await CopyPresentPaths.FolioTryDupAnonRmapPte(cpu, src, folio, page))
            {
                await cpu.Add(folio.Refcount, -1);
                return false;
            }
        }

        if (vma.IsCow && pte.IsWritable)
        {
            cpu.Kernel.Tlbs.Owe(cpu, src, va);
            await cpu.Rmw(table.At(va), RmwKind.AndNot, Pte.WriteBit);
        }

        return true;
    }

    /// <summary>The way back: a table of the child's own with what was counted before page <paramref name="stop"/>; the rest of all VMAs is copied as by any fork.</summary>
    private static async KernelPath<bool> Recover(Cpu cpu, Mm dst, Mm src, PageTable shared, int stop)
    {
        cpu.Machine.Reach(cpu.Kernel.Events.ShareUndone);
        if (await TablePaths.PteAllocOne(cpu) is not { } fresh)
        {
            return false;
        }

        var own = dst.TableOf(shared.FirstVa, Pmd.Of(fresh.Id))!;
        await cpu.Lock(dst.PmdLock!);
        await cpu.Lock(shared.Ptl);
        for (var va = shared.FirstVa; va < stop; va++)
        {
            var pte = await cpu.LoadPte(shared.At(va));
            if (!pte.IsNone)
            {
                await cpu.StorePte(own.At(va), pte);
            }
        }

        await cpu.Barrier(MemoryOrder.WriteBarrier);
        await cpu.StorePmd(dst.Pmd(shared.FirstVa), Pmd.Of(fresh.Id));
        await CowPteBreakPaths.PutUnlessLast(cpu, shared.Page);
        await cpu.Unlock(shared.Ptl);
        await cpu.Unlock(dst.PmdLock!);
        foreach (var part in src.Vmas)
        {
            var (start, end) = (Math.Max(part.Start, stop), Math.Min(part.End, shared.FirstVa + shared.Count));
            if (start < end && !part.IsDontCopy && !await CopyPteRangePaths.CopyPteRange(cpu, dst, src, part, dst.FindVma(start)!, start, end))
            {
                return false;
            }
        }

        return true;
    }
}
