using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.Swap;
using RaceSim.Kernel.Paths.Tables;
using RaceSim.Kernel.Paths.Tlbs;
using RaceSim.Kernel.Paths.Unmap;

namespace RaceSim.Kernel.Paths.CowPte;

/// <summary>Unmapping what lies below one PMD entry where tables are shared (COW-PTE v5, patch 5, <c>zap_pte_range</c>), and freeing of emptied tables (mm/pt_reclaim.c, 6.14).</summary>
internal static class CowPteZapPaths
{
    /// <summary>Unmaps pages <paramref name="va"/> to <paramref name="end"/> - 1. Pages are gathered by their distance from <paramref name="start"/>.</summary>
    public static async KernelPath ZapPmdRange(Cpu cpu, Mm mm, int va, int end, int start, Folio?[] gathered)
    {
        var build = cpu.Kernel.Build;
        var pmd = await cpu.LoadPmd(mm.Pmd(va));
        if (pmd.IsReadOnly && build.Has(TableMutation.NoBadPmdChange))
        {
            await PmdClearBad(cpu, mm, va);
            return;
        }

        var isWhole = end - va == mm.PtesPerTable;
        if (pmd.IsReadOnly)
        {
            var isDone = isWhole && (build.Has(TableFix.PmdLock) ? await ZapSharedLocked(cpu, mm, va, start, gathered) : await ZapShared(cpu, mm, va, start, gathered));
            if (isDone || (!isWhole && !await BreakCowPtePaths.BreakCowPte(cpu, mm, va)))
            {
                return;
            }

            pmd = await cpu.LoadPmd(mm.Pmd(va));
        }

        if (mm.TableOf(va, pmd) is not { } table)
        {
            return;
        }

        await ZapPaths.ZapPteRange(cpu, table, va, end, start, gathered);
        if (isWhole && build.Has(TableFix.PtReclaim))
        {
            await TryToFreePte(cpu, mm, va);
        }
    }

    /// <summary><c>pmd_none_or_trans_huge_or_clear_bad</c> before S002's change: an entry that is not writable is no table's, so it is cleared.</summary>
    private static async KernelPath PmdClearBad(Cpu cpu, Mm mm, int va)
    {
        await cpu.Lock(mm.PmdLock!);
        cpu.Kernel.Tlbs.OweSlot(cpu, mm, va);
        await cpu.StorePmd(mm.Pmd(va), Pmd.None);
        await cpu.Unlock(mm.PmdLock!);
    }

    /// <summary>As posted. False: the table is no longer shared, and an ordinary zap has to follow.</summary>
    private static async KernelPath<bool> ZapShared(Cpu cpu, Mm mm, int va, int start, Folio?[] gathered)
    {
        if (mm.TableOf(va, await cpu.LoadPmd(mm.Pmd(va))) is not { } shared)
        {
            return true;
        }

        await cpu.Lock(shared.Ptl);
        if (await cpu.Load(shared.Page.Refcount) == 1)
        {
            await cpu.StorePmd(mm.Pmd(va), Pmd.Of(shared.Id));
            await cpu.Unlock(shared.Ptl);
            return false;
        }

        await cpu.Unlock(shared.Ptl);
        await cpu.Lock(shared.Ptl);
        var rss = await Forget(cpu, shared, start, gathered);
        await RssPaths.AddMmRssVec(cpu, mm, rss, -1);
        await cpu.Unlock(shared.Ptl);
        await cpu.Lock(shared.Ptl);
        var isGivenUp = await CowPteBreakPaths.PutUnlessLast(cpu, shared.Page);
        cpu.Kernel.Tlbs.OweSlot(cpu, mm, va);
        await cpu.StorePmd(mm.Pmd(va), Pmd.None);
        await cpu.Unlock(shared.Ptl);
        await cpu.Add(mm.PgtableBytes, -1);
        await FlushTlbPaths.FlushTlbRange(cpu, mm, shared.FirstVa, shared.FirstVa + shared.Count);
        if (!isGivenUp)
        {
            await TablePaths.PteFree(cpu, shared.Page); // The others have gone meanwhile.
        }

        return true;
    }

    /// <summary>With the PMD lock around it, in one section, and the reference given up last.</summary>
    private static async KernelPath<bool> ZapSharedLocked(Cpu cpu, Mm mm, int va, int start, Folio?[] gathered)
    {
        await cpu.Lock(mm.PmdLock!);
        var pmd = await cpu.LoadPmd(mm.Pmd(va));
        if (!pmd.IsReadOnly)
        {
            await cpu.Unlock(mm.PmdLock!);
            return pmd.IsNone;
        }

        var shared = mm.TableOf(va, pmd)!;
        await cpu.Lock(shared.Ptl);
        var isAlone = await cpu.Load(shared.Page.Refcount) == 1;
        if (isAlone)
        {
            await cpu.StorePmd(mm.Pmd(va), pmd.MakeWritable());
        }
        else
        {
            var rss = await Forget(cpu, shared, start, gathered);
            await RssPaths.AddMmRssVec(cpu, mm, rss, -1);
            cpu.Kernel.Tlbs.OweSlot(cpu, mm, va);
            await cpu.StorePmd(mm.Pmd(va), Pmd.None);
            await FlushTlbPaths.FlushTlbRange(cpu, mm, shared.FirstVa, shared.FirstVa + shared.Count);
            await CowPteBreakPaths.PutUnlessLast(cpu, shared.Page);
            await cpu.Add(mm.PgtableBytes, -1);
        }

        await cpu.Unlock(shared.Ptl);
        await cpu.Unlock(mm.PmdLock!);
        return !isAlone;
    }

    /// <summary>Gives up what this sharer has of the pages and slots; the entries stay, for the others.</summary>
    private static async KernelPath<RssVec> Forget(Cpu cpu, PageTable shared, int start, Folio?[] gathered)
    {
        var rss = default(RssVec);
        for (var va = shared.FirstVa; va < shared.FirstVa + shared.Count; va++)
        {
            var pte = await cpu.LoadPte(shared.At(va));
            rss = rss.Plus(RssVec.KindOf(cpu.Kernel, pte), 1);
            if (pte.Kind == PteKind.Swap)
            {
                await SwapPaths.SwapFree(cpu, pte.Slot, 1);
            }

            if (pte.IsMapping && cpu.Kernel.Frame(pte.Pfn) is { Folio: { } folio, Page: var page })
            {
                await cpu.Add(folio.Mapcount(page), -1);
                gathered[va - start] = folio;
            }
        }

        return rss;
    }

    /// <summary><c>try_to_free_pte</c>: an emptied table is taken out under both locks, and freed.</summary>
    private static async KernelPath TryToFreePte(Cpu cpu, Mm mm, int va)
    {
        await cpu.Lock(mm.PmdLock!);
        var pmd = await cpu.LoadPmd(mm.Pmd(va));
        if (!pmd.IsWritable)
        {
            await cpu.Unlock(mm.PmdLock!);
            return;
        }

        var table = mm.TableOf(va, pmd)!;
        await cpu.Lock(table.Ptl);
        var isEmpty = true;
        for (var i = 0; isEmpty && i < table.Count; i++)
        {
            isEmpty = (await cpu.LoadPte(table.Entries.At(i))).IsNone;
        }

        if (isEmpty)
        {
            cpu.Kernel.Tlbs.OweSlot(cpu, mm, va);
            await cpu.StorePmd(mm.Pmd(va), Pmd.None);
        }

        await cpu.Unlock(table.Ptl);
        await cpu.Unlock(mm.PmdLock!);
        if (isEmpty)
        {
            await cpu.Add(mm.PgtableBytes, -1);
            await FlushTlbPaths.FlushTlbRange(cpu, mm, table.FirstVa, table.FirstVa + table.Count);
            await TablePaths.PteFree(cpu, table.Page);
        }
    }
}
