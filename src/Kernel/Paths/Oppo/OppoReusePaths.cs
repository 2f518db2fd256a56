using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;

namespace RaceSim.Kernel.Paths.Oppo;

/// <summary>Write faults that ask mapcounts whether they are alone (<c>reuse_swap_page</c> and <c>page_trans_huge_mapcount</c>, mm/swapfile.c and mm/huge_memory.c, before 5.8).</summary>
internal static class OppoReusePaths
{
    /// <summary>Makes the block around <paramref name="va"/> writable if its largest mapcount is one. The folio lock is only tried.</summary>
    public static async KernelPath<bool> ReuseBlock(Cpu cpu, PageTable table, int va, Folio folio)
    {
        if (!await cpu.TryLock(folio.Lock))
        {
            return false;
        }

        var isAlone = true;
        for (var page = 0; page < folio.Pages && isAlone; page++)
        {
            isAlone = await PageMapcount(cpu, folio, page) == 1;
        }

        var block = cpu.Kernel.Constants.ContPtes;
        var start = va / block * block;
        for (var i = 0; isAlone && i < block; i++)
        {
            var pte = await cpu.LoadPte(table.At(start + i));
            await cpu.Store(folio.AnonExclusive.At(i), 1);
            await cpu.StorePte(table.At(start + i), pte.MakeYoung().MakeDirty().MakeWritable());
        }

        await cpu.Unlock(folio.Lock);
        return isAlone;
    }

    /// <summary>Whether a page's mapcount is one. The folio lock is only tried.</summary>
    public static async KernelPath<bool> CanReusePage(Cpu cpu, Folio folio, int page)
    {
        if (!await cpu.TryLock(folio.Lock))
        {
            return false;
        }

        var isAlone = await PageMapcount(cpu, folio, page) == 1;
        await cpu.Unlock(folio.Lock);
        if (isAlone)
        {
            await cpu.Store(folio.AnonExclusive.At(page), 1);
        }

        return isAlone;
    }

    private static async KernelPath<long> PageMapcount(Cpu cpu, Folio folio, int page) =>
        await cpu.Load(folio.Mapcount(page)) + await cpu.Load(folio.EntireMapcount) - await cpu.Load(folio.DoubleMap);
}
