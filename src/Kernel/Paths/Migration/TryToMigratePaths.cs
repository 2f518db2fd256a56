using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.ContPte;
using RaceSim.Kernel.Paths.Tlbs;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.Migration;

/// <summary><c>try_to_migrate_one</c> (mm/rmap.c, v6.16): replaces the entries of a folio by migration entries, for a migration or a split.</summary>
internal static class TryToMigratePaths
{
    /// <summary>
    /// All pages of the folio, whose first belongs at <paramref name="va"/>, in one table. <paramref name="batch"/> collects the flushes; null flushes at each entry. False if a page that is exclusive and
    /// may be pinned had to stay, and with it the pages behind it. <paramref name="isMapped"/>, if wanted, is told which pages were mapped.
    /// </summary>
    public static async KernelPath<bool> TryToMigrateOne(Cpu cpu, PageTable table, Folio folio, int va, UnmapBatch? batch, bool[]? isMapped = null)
    {
        var isUnmapped = true;
        await cpu.Lock(table.Ptl);
        for (var page = 0; page < folio.Pages && isUnmapped; page++)
        {
            var pte = await cpu.LoadPte(table.At(va + page));
            if (pte.IsPresent && pte.Pfn == folio.Pfn + page)
            {
                isMapped?[page] = true;
                isUnmapped = await MigratePage(cpu, table, folio, page, va + page, batch);
            }
        }

        await cpu.Unlock(table.Ptl);
        return isUnmapped;
    }

    private static async KernelPath<bool> MigratePage(Cpu cpu, PageTable table, Folio folio, int page, int va, UnmapBatch? batch)
    {
        var old = await BatchedFlushPaths.ClearAndDefer(cpu, table, va, 1, batch);
        if (old.IsDirty)
        {
            await cpu.Store(folio.Dirty, 1);
        }

        var isExclusive = cpu.Kernel.Build.AnonExclusive && await cpu.Load(folio.AnonExclusive.At(page)) != 0;
        if (isExclusive && !await FolioTryShareAnonRmapPte(cpu, folio, page))
        {
            await PteHelpers.SetPtes(cpu, table, va, old, 1);
            return false;
        }

        var mode = old.IsWritable ? MigrationMode.Writable : isExclusive ? MigrationMode.ReadableExclusive : MigrationMode.Readable;
        await cpu.StorePte(table.At(va), Pte.Migration(old.Pfn, mode).WithKeptBitsOf(old).WithAccessedDirtyOf(old));
        await cpu.Add(folio.Mapcount(page), -1);
        await cpu.Add(folio.Refcount, -1);
        return true;
    }

    /// <summary><c>folio_try_share_anon_rmap_pte</c>: the page is no longer exclusive, unless it may be pinned. The entry is clear, so that GUP-fast sees it or is seen.</summary>
    public static async KernelPath<bool> FolioTryShareAnonRmapPte(Cpu cpu, Folio folio, int page)
    {
        await cpu.Barrier(MemoryOrder.Full);
        if (!cpu.Kernel.Build.Has(UnmapMutation.MigratePinned) && await cpu.Load(folio.Pincount) != 0)
        {
            return false;
        }

        await cpu.Store(folio.AnonExclusive.At(page), 0);
        return true;
    }
}
