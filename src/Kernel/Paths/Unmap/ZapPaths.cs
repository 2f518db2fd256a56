using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.ContPte;
using RaceSim.Kernel.Paths.Tlbs;

namespace RaceSim.Kernel.Paths.Unmap;

/// <summary><c>zap_pte_range</c> as MADV_DONTNEED uses it (mm/memory.c, v6.16), entry by entry.</summary>
internal static class ZapPaths
{
    /// <summary>Discards pages <paramref name="start"/> to <paramref name="end"/> - 1 of the current mm.</summary>
    public static async KernelPath MadviseDontneed(Cpu cpu, int start, int end)
    {
        var mm = cpu.Mm!;
        var vma = mm.FindVma(start) ?? throw new InvalidOperationException($"{mm.Name} discards page {start}, which is in no VMA.");
        await cpu.Lock(vma.Lock, shared: true);
        await cpu.Take(DiscardEffect.Instance, Steps.OperationKind.Local, start, -end);
        var table = mm.Table(start);
        var gathered = new Folio?[end - start];
        await cpu.Lock(table.Ptl);
        var zapped = 0;
        for (var va = start; va < end; va++)
        {
            var pte = await PteHelpers.PtepGet(cpu, table, va);
            if (pte.IsPresent)
            {
                gathered[va - start] = await ZapPresentPte(cpu, table, va, pte);
                zapped += gathered[va - start] is null ? 0 : 1;
            }
        }

        if (zapped > 0)
        {
            await cpu.Add(mm.Rss(RssKind.Anon), -zapped);
        }

        await cpu.Unlock(table.Ptl);
        if (cpu.Kernel.Build.Has(Mutation.FreeBeforeFlush))
        {
            await FreePages(cpu, gathered);
            await FlushTlbPaths.FlushTlbRange(cpu, mm, start, end);
        }
        else
        {
            await FlushTlbPaths.FlushTlbRange(cpu, mm, start, end);
            await FreePages(cpu, gathered);
        }

        await cpu.Take(DiscardEffect.Instance, Steps.OperationKind.Local, start, end);
        await cpu.Unlock(vma.Lock, shared: true);
    }

    private static async KernelPath<Folio?> ZapPresentPte(Cpu cpu, PageTable table, int va, Pte pte)
    {
        await PteHelpers.PtepGetAndClear(cpu, table, va);
        var (folio, page) = cpu.Kernel.Frame(pte.Pfn);
        if (folio is not null)
        {
            await cpu.Add(folio.Mapcount(page), -1);
        }

        return folio;
    }

    private static async KernelPath FreePages(Cpu cpu, Folio?[] gathered)
    {
        foreach (var folio in gathered)
        {
            if (folio is not null)
            {
                await cpu.Add(folio.Refcount, -1);
            }
        }
    }
}
