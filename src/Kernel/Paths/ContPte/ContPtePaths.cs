using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.Tlbs;

namespace RaceSim.Kernel.Paths.ContPte;

/// <summary>
/// arm64's transparent contpte layer (arch/arm64/mm/contpte.c, v6.16): blocks are folded and unfolded below the entry helpers, which the core calls
/// without knowing. All of it runs under the page-table lock.
/// </summary>
internal static class ContPtePaths
{
    /// <summary>Folds the block that <paramref name="va"/> ends, if it has become uniform (<c>contpte_try_fold</c>).</summary>
    public static async KernelPath ContpteTryFold(Cpu cpu, PageTable table, int va, Pte entry)
    {
        var block = cpu.Kernel.Constants.ContPtes;
        var start = va - block + 1;
        if (block == 1 || (va + 1) % block != 0 || !entry.IsValid || entry.IsCont || entry.IsSpecial || start < table.FirstVa)
        {
            return;
        }

        var firstPfn = entry.Pfn - block + 1;
        var (folio, page) = cpu.Kernel.Frame(entry.Pfn);
        if (folio is null || firstPfn % block != 0 || page - block + 1 < 0)
        {
            return;
        }

        var expected = entry.Advance(1 - block);
        for (var i = 0; i < block; i++)
        {
            var pte = await cpu.LoadPte(table.At(start + i));
            if (pte.Attributes != expected.Attributes || pte.Pfn != expected.Pfn + i)
            {
                return;
            }
        }

        cpu.Machine.Reach(cpu.Kernel.Events.ContFold);
        await ContpteConvert(cpu, table, start, expected.MakeCont());
    }

    /// <summary>Unfolds the block around <paramref name="va"/> if its entry is contiguous (<c>contpte_try_unfold</c>).</summary>
    public static async KernelPath ContpteTryUnfold(Cpu cpu, PageTable table, int va)
    {
        var pte = await cpu.LoadPte(table.At(va));
        if (!pte.IsValidCont)
        {
            return;
        }

        var start = va / cpu.Kernel.Constants.ContPtes * cpu.Kernel.Constants.ContPtes;
        cpu.Machine.Reach(cpu.Kernel.Events.ContUnfold);
        await ContpteConvert(cpu, table, start, pte.Advance(start - va).MakeNonCont());
    }

    /// <summary>Clears, flushes and rewrites a block (break-before-make, <c>contpte_convert</c>).</summary>
    public static async KernelPath ContpteConvert(Cpu cpu, PageTable table, int start, Pte first)
    {
        var kernel = cpu.Kernel;
        var block = kernel.Constants.ContPtes;
        for (var i = 0; i < block; i++)
        {
            kernel.Tlbs.Owe(cpu, table.Mm, start + i);
            var old = new Pte(await cpu.Rmw(table.At(start + i), RmwKind.Exchange, 0));
            first = kernel.Build.Has(Mutation.LoseDirtyInConvert) ? first : first.WithAccessedDirtyOf(old);
        }

        if (!kernel.Build.Has(Mutation.NoFlushInConvert))
        {
            await FlushTlbPaths.FlushTlbRange(cpu, table.Mm, start, start + block);
        }

        if (kernel.Build.Has(Mutation.DropLockInConvert))
        {
            await cpu.Unlock(table.Ptl);
            await cpu.Lock(table.Ptl);
        }

        for (var i = 0; i < block; i++)
        {
            await cpu.StorePte(table.At(start + i), first.Advance(i));
        }
    }
}
