using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;

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

    /// <summary>Clears entries that one entire mapping stands for and takes that mapping away (<c>page_remove_rmap</c> of a compound page). Returns the folio, whose one reference is to be dropped.</summary>
    public static async KernelPath<Folio?> ZapCont(Cpu cpu, PageTable table, int va, Pte pte, int pages)
    {
        for (var i = 0; i < pages; i++)
        {
            cpu.Kernel.Tlbs.Owe(cpu, table.Mm, va + i);
            await cpu.Rmw(table.At(va + i), RmwKind.Exchange, 0);
        }

        var folio = cpu.Kernel.Frame(pte.Pfn).Folio!;
        await OppoSplitPaths.RemoveEntireMapping(cpu, folio);
        return folio;
    }
}
