using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.ContPte;
using RaceSim.Kernel.Paths.Tlbs;

namespace RaceSim.Kernel.Paths.Fault;

/// <summary>
/// Faults of shared mappings of a file whose pages are all in the page cache (<c>do_read_fault</c>, <c>do_shared_fault</c>, <c>wp_page_shared</c>; mm/memory.c, v6.16): one page at a time,
/// with a notification of the file system before a page becomes writable.
/// </summary>
internal static class SharedFaultPaths
{
    /// <summary>Maps the file's page at <paramref name="va"/>; for a store writable and dirty, under the folio lock.</summary>
    public static async KernelPath DoFault(Cpu cpu, PageTable table, int va, bool isStore)
    {
        var (folio, page) = FilemapGetFolio(cpu, va);
        await cpu.Add(folio.Refcount, 1); // filemap_fault
        await cpu.Lock(folio.Lock);
        if (isStore)
        {
            await cpu.Store(folio.Notified.At(page), 1); // do_page_mkwrite
        }

        await cpu.Lock(table.Ptl);
        if (!(await PteHelpers.PtepGet(cpu, table, va)).IsNone)
        {
            await cpu.Unlock(table.Ptl);
            await cpu.Unlock(folio.Lock);
            await cpu.Add(folio.Refcount, -1);
            return;
        }

        await cpu.Add(table.Mm.Rss(folio.Counter), 1);
        await cpu.Add(folio.Mapcount(page), 1);
        var entry = Pte.Present(folio.Pfn + page, isStore);
        await PteHelpers.SetPtes(cpu, table, va, entry, 1);
        await cpu.Unlock(table.Ptl);
        if (isStore)
        {
            await cpu.Store(folio.Dirty, 1); // fault_dirty_shared_page
        }

        await cpu.Unlock(folio.Lock);
    }

    /// <summary>A store to a read-only entry. Entered with the page-table lock held, returns without.</summary>
    public static async KernelPath WpPageShared(Cpu cpu, PageTable table, int va, Pte orig)
    {
        var (folio, page) = cpu.Kernel.Frame(orig.Pfn);
        await cpu.Add(folio!.Refcount, 1);
        await cpu.Unlock(table.Ptl);
        await cpu.Lock(folio.Lock);
        await cpu.Store(folio.Notified.At(page), 1); // do_page_mkwrite
        await cpu.Lock(table.Ptl);
        var isSame = await PteHelpers.PtepGet(cpu, table, va) == orig;
        if (isSame)
        {
            await PteAccess.PtepSetAccessFlags(cpu, table, va, orig.MakeYoung().MakeDirty().MakeWritable());
            await FlushTlbPaths.FlushTlbFixSpuriousFault(cpu, table.Mm, va);
        }

        await cpu.Unlock(table.Ptl);
        if (isSame)
        {
            await cpu.Store(folio.Dirty, 1); // fault_dirty_shared_page
        }

        await cpu.Unlock(folio.Lock);
        await cpu.Add(folio.Refcount, -1);
    }

    // The page cache never changes here: the folio that the initial state maps at this address.
    private static (Folio Folio, int Page) FilemapGetFolio(Cpu cpu, int va)
    {
        for (var pfn = 0; pfn < cpu.Kernel.FrameCount; pfn++)
        {
            if (cpu.Kernel.HomeOf(pfn) == va && cpu.Kernel.Frame(pfn) is { Folio: { IsAnon: false } folio } frame)
            {
                return (folio, frame.Page);
            }
        }

        throw new ModelException($"{cpu.Mm!.Name} accesses page {va} of a shared mapping, at which no file's page is mapped in the beginning");
    }
}
