using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.ContPte;

namespace RaceSim.Kernel.Paths.Unmap;

/// <summary><c>folio_pte_batch</c> as zap uses it (6.9 to 6.16): consecutive pages of the folio; write, dirty, accessed and soft-dirty bits are ignored.</summary>
internal static class ZapBatch
{
    /// <summary>How many entries from <paramref name="va"/> on are unmapped together.</summary>
    public static async KernelPath<int> Count(Cpu cpu, PageTable table, int va, int end, Pte first, Folio folio, int page)
    {
        var limit = Math.Min(folio.Pages - page, end - va);
        var count = Hint(cpu, va, first);
        while (count < limit)
        {
            var pte = await PteHelpers.PtepGet(cpu, table, va + count);
            if (!pte.IsPresent || Comparable(pte) != Comparable(first.Advance(count)))
            {
                break;
            }

            count += Hint(cpu, va + count, pte);
        }

        return Math.Min(count, limit);
    }

    /// <summary>How far the contiguous block of an entry reaches, which then need not be read (<c>pte_batch_hint</c>).</summary>
    public static int Hint(Cpu cpu, int va, Pte pte)
    {
        var block = cpu.Kernel.Constants.ContPtes;
        return pte.IsValidCont && cpu.Kernel.Build.ContPte == ContPteMode.Transparent ? block - (va % block) : 1;
    }

    private static Pte Comparable(Pte pte) => pte.MakeOld().WriteProtect().MakeClean().ClearSoftDirty();
}
