using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.ContPte;

namespace RaceSim.Kernel.Paths.Fault;

/// <summary><c>do_read_fault</c> and <c>finish_fault</c> for a page that is in the page cache already (mm/memory.c, v6.3).</summary>
internal static class FileFaultPaths
{
    /// <summary>Maps the file's page read-only, unless somebody has mapped something meanwhile.</summary>
    public static async KernelPath DoReadFault(Cpu cpu, Vma vma, PageTable table, int va)
    {
        var folio = vma.File!;
        var page = va - vma.Start;
        await cpu.Add(folio.Refcount, 1); // the page cache's lookup
        await cpu.Lock(table.Ptl);
        if (!(await cpu.LoadPte(table.At(va))).IsNone)
        {
            await cpu.Unlock(table.Ptl);
            await cpu.Add(folio.Refcount, -1);
            return;
        }

        await cpu.Add(table.Mm.Rss(folio.Counter), 1);
        await cpu.Add(folio.Mapcount(page), 1);
        await PteHelpers.SetPtes(cpu, table, va, Pte.Present(folio.Pfn + page, writable: false), 1);
        await cpu.Unlock(table.Ptl);
    }
}
