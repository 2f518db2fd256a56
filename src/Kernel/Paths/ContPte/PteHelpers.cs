using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;

namespace RaceSim.Kernel.Paths.ContPte;

/// <summary>
/// The entry helpers that the core calls (include/linux/pgtable.h, and arm64's versions of them, v6.16): with contpte they unfold before an entry
/// changes alone, and fold after a block has become uniform. Callers hold the page-table lock. Reads and access flags: <see cref="PteAccess"/>.
/// </summary>
internal static class PteHelpers
{
    /// <summary>Reads an entry as the core sees it (<c>ptep_get</c>): for a block with the accessed and dirty bits of all its entries.</summary>
    public static async KernelPath<Pte> PtepGet(Cpu cpu, PageTable table, int va)
    {
        var pte = await cpu.LoadPte(table.At(va));
        if (!pte.IsValidCont || cpu.Kernel.Build.ContPte != ContPteMode.Transparent)
        {
            return pte;
        }

        var block = cpu.Kernel.Constants.ContPtes;
        var start = va / block * block;
        for (var i = 0; i < block; i++)
        {
            pte = pte.WithAccessedDirtyOf(await cpu.LoadPte(table.At(start + i)));
        }

        return pte;
    }

    /// <summary>Sets <paramref name="count"/> consecutive entries that were non-present (<c>set_ptes</c>, <c>contpte_set_ptes</c>).</summary>
    public static async KernelPath SetPtes(Cpu cpu, PageTable table, int va, Pte entry, int count)
    {
        if (cpu.Kernel.Build.ContPte != ContPteMode.Transparent)
        {
            for (var i = 0; i < count; i++)
            {
                await cpu.StorePte(table.At(va + i), entry.Advance(i));
            }

            return;
        }

        entry = entry.MakeNonCont();
        if (count == 1)
        {
            await ContPtePaths.ContpteTryUnfold(cpu, table, va);
            await cpu.StorePte(table.At(va), entry);
            await ContPtePaths.ContpteTryFold(cpu, table, va, entry);
            return;
        }

        var block = cpu.Kernel.Constants.ContPtes;
        for (var i = 0; i < count;)
        {
            var run = Math.Min(count - i, block - ((va + i) % block));
            var first = entry.Advance(i);
            var isBlock = block > 1 && run == block && first.Pfn % block == 0;
            for (var j = 0; j < run; j++)
            {
                await cpu.StorePte(table.At(va + i + j), isBlock ? first.Advance(j).MakeCont() : first.Advance(j));
            }

            i += run;
        }
    }

    /// <summary>Takes the write permission of consecutive entries away (<c>wrprotect_ptes</c>, in v2 <c>ptep_set_wrprotects</c>).</summary>
    public static async KernelPath WrprotectPtes(Cpu cpu, PageTable table, int va, int count)
    {
        var kernel = cpu.Kernel;
        if (kernel.Build.ContPte == ContPteMode.Transparent && !kernel.Build.Has(Mutation.WrprotectPartWithoutUnfold))
        {
            await ContpteTryUnfoldPartial(cpu, table, va, count);
        }

        for (var i = 0; i < count; i++)
        {
            kernel.Tlbs.Owe(cpu, table.Mm, va + i);
            await cpu.Rmw(table.At(va + i), RmwKind.AndNot, Pte.WriteBit);
        }
    }

    /// <summary>Removes one entry and returns it (<c>ptep_get_and_clear</c>).</summary>
    public static KernelPath<Pte> PtepGetAndClear(Cpu cpu, PageTable table, int va) => GetAndClearFullPtes(cpu, table, va, 1);

    /// <summary>
    /// Removes consecutive entries (<c>clear_full_ptes</c>, <c>get_and_clear_full_ptes</c>) and returns the first with the accessed and dirty bits of all. A block that the range covers
    /// is not unfolded.
    /// </summary>
    public static async KernelPath<Pte> GetAndClearFullPtes(Cpu cpu, PageTable table, int va, int count)
    {
        var kernel = cpu.Kernel;
        if (kernel.Build.ContPte == ContPteMode.Transparent && !kernel.Build.Has(Mutation.NoUnfoldBeforeSingle))
        {
            await ContpteTryUnfoldPartial(cpu, table, va, count);
        }

        var first = Pte.None;
        for (var i = 0; i < count; i++)
        {
            kernel.Tlbs.Owe(cpu, table.Mm, va + i);
            var old = new Pte(await cpu.Rmw(table.At(va + i), RmwKind.Exchange, 0));
            first = i == 0 ? old : first.WithAccessedDirtyOf(old);
        }

        return first;
    }

    /// <summary>Unfolds the first and the last block of a range if the range covers them only in part.</summary>
    private static async KernelPath ContpteTryUnfoldPartial(Cpu cpu, PageTable table, int va, int count)
    {
        var block = cpu.Kernel.Constants.ContPtes;
        if (va % block != 0 || count < block)
        {
            await ContPtePaths.ContpteTryUnfold(cpu, table, va);
        }

        var last = va + count - 1;
        if (count > 1 && (last + 1) % block != 0)
        {
            await ContPtePaths.ContpteTryUnfold(cpu, table, last);
        }
    }
}
