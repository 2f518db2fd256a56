using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.ContPte;
using RaceSim.Kernel.Paths.Tlbs;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.Ksm;

/// <summary>
/// ksmd merges a page with one of the stable tree (<c>cmp_and_merge_page</c>, mm/ksm.c, v5.8). The tree holds no reference: <c>get_ksm_page</c> takes one unless the count is zero, and looks
/// before and after whether the page is still a KSM page. The tree has the one page that the scenario names.
/// </summary>
internal static class KsmMergePaths
{
    /// <summary>Merges <paramref name="page"/>, mapped at <paramref name="va"/> of <paramref name="scanned"/>, into <paramref name="stable"/> if their data are equal.</summary>
    public static async KernelPath CmpAndMergePage(Cpu cpu, Mm scanned, Folio page, int va, Folio stable)
    {
        if (await cpu.Rmw(page.Refcount, RmwKind.AddUnlessZero, 1) == 0) // scan_get_next_rmap_item, which finds the page mapped or goes on
        {
            return;
        }

        if (await StableTreeSearch(cpu, page, stable))
        {
            await cpu.Lock(scanned.MmapLock, shared: true);
            await TryToMergeOnePage(cpu, scanned.Table(va), va, page, stable);
            await cpu.Unlock(scanned.MmapLock, shared: true);
            await cpu.Add(stable.Refcount, -1);
        }

        await cpu.Add(page.Refcount, -1);
    }

    /// <summary><c>stable_tree_search</c>: compares with a reference that it gives back, and then gets the page once more. True: it holds a reference to it.</summary>
    private static async KernelPath<bool> StableTreeSearch(Cpu cpu, Folio page, Folio stable)
    {
        if (!await GetKsmPage(cpu, stable, locks: false))
        {
            return false;
        }

        var isSame = await PagesIdentical(cpu, page, stable);
        await cpu.Add(stable.Refcount, -1);
        return isSame && await GetKsmPage(cpu, stable, locks: true);
    }

    private static async KernelPath<bool> GetKsmPage(Cpu cpu, Folio stable, bool locks)
    {
        if (await cpu.Load(stable.Ksm) == 0 || await cpu.Rmw(stable.Refcount, RmwKind.AddUnlessZero, 1) == 0)
        {
            cpu.Machine.Reach(cpu.Kernel.Events.KsmStale);
            return false;
        }

        var isStable = await cpu.Load(stable.Ksm) != 0;
        if (isStable && locks)
        {
            isStable = await cpu.TryLock(stable.Lock);
            if (isStable)
            {
                isStable = await cpu.Load(stable.Ksm) != 0;
                await cpu.Unlock(stable.Lock);
            }
        }

        if (!isStable)
        {
            cpu.Machine.Reach(cpu.Kernel.Events.KsmStale);
            await cpu.Add(stable.Refcount, -1);
        }

        return isStable;
    }

    private static async KernelPath<bool> PagesIdentical(Cpu cpu, Folio page, Folio stable) =>
        await cpu.Load(page.Content, MemoryOrder.Plain) == await cpu.Load(stable.Content, MemoryOrder.Plain);

    private static async KernelPath TryToMergeOnePage(Cpu cpu, PageTable table, int va, Folio page, Folio stable)
    {
        if (!await cpu.TryLock(page.Lock))
        {
            return;
        }

        if (await WriteProtectPage(cpu, table, va, page) is { IsNone: false } protectedPte && await PagesIdentical(cpu, page, stable))
        {
            await ReplacePage(cpu, table, va, protectedPte, page, stable);
        }

        await cpu.Unlock(page.Lock);
    }

    /// <summary><c>write_protect_page</c>: the entry, read-only and clean, or none if the page is elsewhere or somebody else may be using it.</summary>
    private static async KernelPath<Pte> WriteProtectPage(Cpu cpu, PageTable table, int va, Folio page)
    {
        await cpu.Lock(table.Ptl);
        var pte = await cpu.LoadPte(table.At(va));
        if (!pte.IsPresent || pte.Pfn != page.Pfn)
        {
            await cpu.Unlock(table.Ptl);
            return Pte.None;
        }

        var isExclusive = cpu.Kernel.Build.AnonExclusive && await cpu.Load(page.AnonExclusive) != 0;
        if (pte.IsWritable || pte.IsDirty || isExclusive)
        {
            pte = await ShareAnon(cpu, table, va, page, isExclusive);
        }

        await cpu.Unlock(table.Ptl);
        return pte;
    }

    private static async KernelPath<Pte> ShareAnon(Cpu cpu, PageTable table, int va, Folio page, bool isExclusive)
    {
        var old = await PteHelpers.PtepGetAndClear(cpu, table, va); // ptep_clear_flush
        await FlushTlbPaths.FlushTlbRange(cpu, table.Mm, va, va + 1);
        var mapcount = await cpu.Load(page.Mapcount(0));
        var swapped = cpu.Read(page.SwapCached); // Written under the folio lock, which is held.
        var isAlone = mapcount + 1 + swapped == await cpu.Load(page.Refcount);
        if (!isAlone || (isExclusive && await cpu.Load(page.Pincount) != 0))
        {
            await PteHelpers.SetPtes(cpu, table, va, old, 1);
            return Pte.None;
        }

        if (isExclusive)
        {
            await cpu.Store(page.AnonExclusive, 0);
        }

        if (old.IsDirty)
        {
            await cpu.Store(page.Dirty, 1);
        }

        var pte = old.WriteProtect().MakeClean();
        await PteHelpers.SetPtes(cpu, table, va, pte, 1);
        return pte;
    }

    /// <summary><c>replace_page</c>: maps the stable page in place of the other one, unless the entry has changed since it was protected.</summary>
    private static async KernelPath ReplacePage(Cpu cpu, PageTable table, int va, Pte orig, Folio page, Folio stable)
    {
        await cpu.Lock(table.Ptl);
        if (await cpu.LoadPte(table.At(va)) != orig)
        {
            await cpu.Unlock(table.Ptl);
            return;
        }

        await cpu.Add(stable.Refcount, 1);
        await cpu.Add(stable.Mapcount(0), 1);
        await PteHelpers.PtepGetAndClear(cpu, table, va); // ptep_clear_flush
        await FlushTlbPaths.FlushTlbRange(cpu, table.Mm, va, va + 1);
        await PteHelpers.SetPtes(cpu, table, va, Pte.Present(stable.Pfn, writable: false), 1);
        cpu.Machine.Reach(cpu.Kernel.Events.KsmMerged);
        await cpu.Add(page.Mapcount(0), -1);
        await cpu.Unlock(table.Ptl);
        await cpu.Add(page.Refcount, -1);
    }
}
