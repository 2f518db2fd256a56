using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.ContPte;
using RaceSim.Kernel.Paths.Tlbs;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.Reclaim;

/// <summary>
/// Writing a file's page back: <c>folio_clear_dirty_for_io</c> with <c>folio_mkclean</c>, and the write (mm/page-writeback.c and mm/rmap.c, v6.16). The write itself is a copy; there is no
/// writeback flag to wait for.
/// </summary>
internal static class WritebackPaths
{
    /// <summary>Writes a folio back whose first page is at <paramref name="va"/> in every mm that maps it.</summary>
    public static async KernelPath WriteFolio(Cpu cpu, Folio folio, int va)
    {
        await cpu.Lock(folio.Lock);
        if (await FolioMkclean(cpu, folio, va))
        {
            await cpu.Store(folio.Dirty, 1);
        }

        for (var page = 0; page < folio.Pages; page++)
        {
            await cpu.Store(folio.Notified.At(page), 0); // The next store asks again.
        }

        if (await cpu.Rmw(folio.Dirty, RmwKind.Exchange, 0) != 0)
        {
            cpu.Machine.Reach(cpu.Kernel.Events.WrittenBack);
            for (var page = 0; page < folio.Pages; page++)
            {
                var datum = await cpu.Load(folio.Content.At(page), MemoryOrder.Plain);
                await cpu.Store(folio.Backing.At(page), datum, MemoryOrder.Plain);
            }
        }

        await cpu.Unlock(folio.Lock);
    }

    /// <summary><c>folio_mkclean</c>: makes every entry clean and read-only, so that the next store faults. True if one was dirty or writable. Looks for no entry of a folio that is mapped nowhere.</summary>
    private static async KernelPath<bool> FolioMkclean(Cpu cpu, Folio folio, int va)
    {
        var isMapped = false;
        for (var page = 0; page < folio.Pages && !isMapped; page++)
        {
            isMapped = await cpu.Load(folio.Mapcount(page)) != 0;
        }

        if (!isMapped)
        {
            return false;
        }

        var isCleaned = false;
        await cpu.Lock(cpu.Kernel.AnonVma!, shared: true); // The file's i_mmap_rwsem: the rmap lock all the same.
        foreach (var mm in cpu.Kernel.Mms)
        {
            if (await cpu.Load(mm.Linked) != 0 && mm.TableOf(va, await cpu.LoadPmd(mm.Pmd(va))) is { } table)
            {
                isCleaned |= await PageVmaMkcleanOne(cpu, table, folio, va);
            }
        }

        await cpu.Unlock(cpu.Kernel.AnonVma!, shared: true);
        return isCleaned;
    }

    /// <summary><c>page_vma_mkclean_one</c>: always under the page-table lock (PVMW_SYNC).</summary>
    private static async KernelPath<bool> PageVmaMkcleanOne(Cpu cpu, PageTable table, Folio folio, int va)
    {
        var isCleaned = false;
        await cpu.Lock(table.Ptl);
        for (var page = 0; page < folio.Pages; page++)
        {
            var pte = await PteHelpers.PtepGet(cpu, table, va + page);
            if (pte.IsPresent && pte.Pfn == folio.Pfn + page && (pte.IsDirty || pte.IsWritable))
            {
                var old = await PteHelpers.PtepGetAndClear(cpu, table, va + page);
                await FlushTlbPaths.FlushTlbRange(cpu, table.Mm, va + page, va + page + 1);
                await PteHelpers.SetPtes(cpu, table, va + page, old.WriteProtect().MakeClean(), 1);
                isCleaned = true;
            }
        }

        await cpu.Unlock(table.Ptl);
        return isCleaned;
    }
}
