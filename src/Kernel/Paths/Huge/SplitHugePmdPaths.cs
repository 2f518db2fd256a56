using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.Tlbs;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.Huge;

/// <summary>
/// <c>__split_huge_pmd</c> (mm/huge_memory.c, 5.7 and 5.8): one address space maps a huge page by its pages from now on. The folio stays whole. Since c444eb564fb1 (5.8) it holds the page lock, so that
/// a write fault elsewhere, which holds it too while it adds mapcounts up, does not look in between.
/// </summary>
internal static class SplitHugePmdPaths
{
    /// <summary>A call that changes part of a huge page splits it first, with the mmap_lock held for reading as MADV_DONTNEED does.</summary>
    public static async KernelPath SplitForPartOf(Cpu cpu, int va)
    {
        var mm = cpu.Mm!;
        await cpu.Lock(mm.MmapLock, shared: true);
        await SplitHugePmd(cpu, va);
        await cpu.Unlock(mm.MmapLock, shared: true);
    }

    /// <summary>Splits the PMD entry above <paramref name="va"/> of the current mm.</summary>
    private static async KernelPath SplitHugePmd(Cpu cpu, int va)
    {
        var mm = cpu.Mm!;
        var pmd = mm.Pmd(va);
        await cpu.Lock(mm.HugePmdLock!);
        var entry = await cpu.Load(pmd);
        if (!HugePmd.IsLeaf(entry))
        {
            await cpu.Unlock(mm.HugePmdLock!);
            return;
        }

        var folio = cpu.Kernel.Frame(HugePmd.Pfn(entry)).Folio!;
        if (cpu.Kernel.Build.SplitsPmdUnlocked || await LockFolio(cpu, mm, pmd, entry, folio))
        {
            await SplitHugePmdLocked(cpu, mm, va, entry, folio);
            await cpu.Unlock(mm.HugePmdLock!);
        }

        if (!cpu.Kernel.Build.SplitsPmdUnlocked)
        {
            await cpu.Unlock(folio.Lock);
        }
    }

    /// <summary>The page lock inside the PMD lock: tried, else waited for without the PMD lock. False: somebody else has split the entry meanwhile, and the PMD lock is given up.</summary>
    private static async KernelPath<bool> LockFolio(Cpu cpu, Mm mm, Cell pmd, long entry, Folio folio)
    {
        if (await cpu.TryLock(folio.Lock))
        {
            return true;
        }

        await cpu.Add(folio.Refcount, 1);
        await cpu.Unlock(mm.HugePmdLock!);
        await cpu.Lock(folio.Lock);
        await cpu.Lock(mm.HugePmdLock!);
        var isSame = await cpu.Load(pmd) == entry;
        if (!isSame)
        {
            await cpu.Unlock(mm.HugePmdLock!);
        }

        await cpu.Add(folio.Refcount, -1);
        return isSame;
    }

    private static async KernelPath SplitHugePmdLocked(Cpu cpu, Mm mm, int va, long entry, Folio folio)
    {
        var table = mm.Table(va); // The deposited one.
        cpu.Machine.Reach(cpu.Kernel.Events.PmdSplit);
        await cpu.Store(mm.Pmd(va), HugePmd.Invalidate(entry)); // pmdp_invalidate
        await FlushTlbPaths.FlushTlbRange(cpu, mm, table.FirstVa, table.FirstVa + table.Count);
        await cpu.Add(folio.Refcount, folio.Pages - 1);
        for (var page = 0; page < folio.Pages; page++)
        {
            await cpu.StorePte(table.At(table.FirstVa + page), Pte.Present(folio.Pfn + page, writable: false));
            await cpu.Add(folio.Mapcount(page), 1);
        }

        var usesDoubleMap = !cpu.Kernel.Build.AnonExclusive;
        if (usesDoubleMap && await cpu.Load(folio.EntireMapcount) > 1 && await cpu.Rmw(folio.DoubleMap, RmwKind.Exchange, 1) == 0)
        {
            await AddToMapcounts(cpu, folio, 1);
        }

        var isLast = await cpu.Add(folio.EntireMapcount, -1) == 1;
        if (usesDoubleMap && isLast && await cpu.Rmw(folio.DoubleMap, RmwKind.Exchange, 0) == 1)
        {
            await AddToMapcounts(cpu, folio, -1);
        }

        await cpu.Barrier(MemoryOrder.WriteBarrier);
        await cpu.Store(mm.Pmd(va), table.Id); // pmd_populate
    }

    private static async KernelPath AddToMapcounts(Cpu cpu, Folio folio, int by)
    {
        for (var page = 0; page < folio.Pages; page++)
        {
            await cpu.Add(folio.Mapcount(page), by);
        }
    }
}
