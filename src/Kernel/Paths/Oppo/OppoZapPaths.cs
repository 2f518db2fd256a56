using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.ContPte;
using RaceSim.Kernel.Paths.Tlbs;

namespace RaceSim.Kernel.Paths.Oppo;

/// <summary>Unmapping a contiguous block as a whole in OPPO's out-of-tree kernel (mm/memory.c, <c>zap_pte_range</c>).</summary>
internal static class OppoZapPaths
{
    /// <summary>How many pages one entire mapping stands for: a block, or in the strawman that counts folios, the folio.</summary>
    public static int Unit(Cpu cpu, Pte pte) =>
        cpu.Kernel.Build.EntirePerFolio ? cpu.Kernel.Frame(pte.Pfn).Folio!.Pages : cpu.Kernel.Constants.ContPtes;

    /// <summary>Whether the range from <paramref name="va"/> to <paramref name="end"/> - 1 covers all that one entire mapping stands for.</summary>
    public static bool IsCovered(Cpu cpu, Pte pte, int va, int end)
    {
        var unit = Unit(cpu, pte);
        return cpu.Kernel.Frame(pte.Pfn).Page % unit == 0 && va + unit <= end;
    }

    /// <summary>Splits a block that the range covers only in part. Returns the entry as it is then.</summary>
    public static async KernelPath<Pte> SplitPartial(Cpu cpu, PageTable table, int va, int end, Pte pte)
    {
        while (pte.IsPresent && pte.IsCont && !IsCovered(cpu, pte, va, end) && !cpu.Kernel.Build.Has(Mutation.UnmapPartWithoutSplit))
        {
            await OppoSplitPaths.SplitContPte(cpu, table, va); // May have dropped the lock: the entry is looked at again.
            pte = await PteHelpers.PtepGet(cpu, table, va);
        }

        return pte;
    }

    /// <summary>Clears entries that one entire mapping stands for and takes that mapping away (<c>page_remove_rmap</c> of a compound page); its one reference is to be dropped. Returns how many.</summary>
    public static async KernelPath<int> ZapCont(Cpu cpu, PageTable table, int va, int end, Pte pte, MmuGather tlb)
    {
        var pages = IsCovered(cpu, pte, va, end) ? Unit(cpu, pte) : 1;
        for (var i = 0; i < pages; i++)
        {
            cpu.Kernel.Tlbs.Owe(cpu, table.Mm, va + i);
            await cpu.Rmw(table.At(va + i), RmwKind.Exchange, 0);
        }

        var (folio, page) = cpu.Kernel.Frame(pte.Pfn);
        await OppoSplitPaths.RemoveEntireMapping(cpu, folio!);
        tlb.AddRange(va, pages);
        tlb.Pages.Add(new MmuGather.Gathered(folio!, page, pages, 1, DelaysRmap: false));
        return pages;
    }
}
