using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.Fault;
using RaceSim.Kernel.Paths.Tables;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.CowPte;

/// <summary>The other places that change entries and break a shared table before (S002): <c>insert_page</c>, <c>insert_pfn</c>, <c>remap_pfn_range</c>, <c>__split_vma</c>, <c>unuse_pmd_range</c>.</summary>
internal static class CallSitePaths
{
    /// <summary><c>vm_insert_page</c> (mm/memory.c): a driver maps a page of its own; <c>insert_pfn</c> if there is no folio: an entry without counters.</summary>
    public static async KernelPath InsertPage(Cpu cpu, int va, Folio? folio)
    {
        var mm = cpu.Mm!;
        await cpu.Lock(mm.MmapLock, shared: true);
        if (await BreakCowPtePaths.BreakCowPte(cpu, mm, va) && await TablePaths.PteAlloc(cpu, mm, va) is { } table)
        {
            await cpu.Lock(table.Ptl);
            if ((await cpu.LoadPte(table.At(va))).IsNone)
            {
                await InsertPageIntoPteLocked(cpu, table, va, folio);
            }

            await cpu.Unlock(table.Ptl);
        }

        await cpu.Unlock(mm.MmapLock, shared: true);
    }

    /// <summary><c>remap_pfn_range</c> (mm/memory.c): breaks the whole range first, and fails if one break did.</summary>
    public static async KernelPath RemapPfnRange(Cpu cpu, int start, int end)
    {
        var mm = cpu.Mm!;
        await MmapWritePaths.Lock(cpu, mm);
        var failures = await BreakCowPtePaths.BreakCowPteRange(cpu, mm, start, end);
        if (failures > 0 && failures < ((end - 1) / mm.PtesPerTable) - (start / mm.PtesPerTable) + 1)
        {
            cpu.Machine.Reach(cpu.Kernel.Events.RangePartlyBroken);
        }

        for (var va = start; failures == 0 && va < end; va++)
        {
            if (await TablePaths.PteAlloc(cpu, mm, va) is { } table)
            {
                await cpu.Lock(table.Ptl);
                await InsertFrame(cpu, table, va);
                await cpu.Unlock(table.Ptl);
            }
        }

        await MmapWritePaths.Unlock(cpu, mm);
    }

    /// <summary><c>__split_vma</c> (mm/mmap.c): only the table at the split is broken. What else it does changes no entry.</summary>
    public static async KernelPath SplitVma(Cpu cpu, int va)
    {
        var mm = cpu.Mm!;
        await MmapWritePaths.Lock(cpu, mm);
        if (!cpu.Kernel.Build.Has(TableMutation.NoBreakAtSplit))
        {
            await BreakCowPtePaths.BreakCowPte(cpu, mm, va);
        }

        await MmapWritePaths.Unlock(cpu, mm);
    }

    /// <summary><c>unuse_pmd_range</c> and <c>unuse_pte_range</c> (mm/swapfile.c): swapoff brings the pages of an mm's swap entries back.</summary>
    public static async KernelPath UnuseMm(Cpu cpu, Mm mm)
    {
        await cpu.Lock(mm.MmapLock, shared: true);
        for (var va = 0; va < mm.Pages; va++)
        {
            var pmd = await cpu.LoadPmd(mm.Pmd(va));
            if (pmd.IsNone || (va % mm.PtesPerTable == 0 && !await BreakCowPtePaths.BreakCowPte(cpu, mm, va)))
            {
                break;
            }

            var table = (await TablePaths.Find(cpu, mm, va))!;
            var pte = await cpu.LoadPte(table.At(va));
            if (pte.Kind == PteKind.Swap)
            {
                await SwapInPaths.DoSwapPage(cpu, mm.FindVma(va)!, table, va, pte, isStore: false);
            }
        }

        await cpu.Unlock(mm.MmapLock, shared: true);
    }

    private static async KernelPath InsertPageIntoPteLocked(Cpu cpu, PageTable table, int va, Folio? folio)
    {
        if (folio is null)
        {
            await InsertFrame(cpu, table, va);
            return;
        }

        await cpu.Add(folio.Refcount, 1);
        await cpu.Add(table.Mm.Rss(folio.Counter), 1);
        await cpu.Add(folio.Mapcount(0), 1);
        await Publish(cpu, table, va, Pte.Present(folio.Pfn, writable: false));
    }

    private static KernelPath InsertFrame(Cpu cpu, PageTable table, int va) => Publish(cpu, table, va, Pte.ZeroPage(KernelInstance.DriverPfn));

    /// <summary>Until the entry is there the process cannot know what it reads; afterwards it is the driver's datum. A store of its own has to wait for the lock.</summary>
    private static async KernelPath Publish(Cpu cpu, PageTable table, int va, Pte pte)
    {
        await cpu.Take(DriverImageEffect.Instance, OperationKind.Local, va, 0);
        await cpu.StorePte(table.At(va), pte);
        await cpu.Take(DriverImageEffect.Instance, OperationKind.Local, va, pte.Pfn);
    }
}
