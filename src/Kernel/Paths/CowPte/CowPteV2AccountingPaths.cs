using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;

namespace RaceSim.Kernel.Paths.CowPte;

/// <summary>
/// <c>cow_pte_rss</c> of COW-PTE v2 (000_a2eafb100a023ec2.txt): the pages of a shared table are counted once and charged to the mm that owns it, so whoever becomes or ceases to be the owner
/// counts them by a walk of the table.
/// </summary>
internal static class CowPteV2AccountingPaths
{
    /// <summary>Charges (<paramref name="sign"/> 1) or discharges (-1) an mm for what a table maps, and for the table, part by part as the VMAs of the fault's neighbourhood cover it.</summary>
    public static async KernelPath Charge(Cpu cpu, Mm mm, Vma vma, PageTable table, int sign)
    {
        if (cpu.Kernel.Build.Has(TableFix.IterateVmas))
        {
            foreach (var part in mm.Vmas)
            {
                await CountPart(cpu, mm, part, table, part.Start, part.End, sign);
            }
        }
        else
        {
            await ChargeNeighbours(cpu, mm, vma, table, sign);
        }

        await cpu.Add(mm.PgtableBytes, sign);
    }

    /// <summary>The same under the table's lock, which is held: nobody changes an entry between the count and the addition.</summary>
    public static async KernelPath ChargeLocked(Cpu cpu, Mm mm, PageTable table, int sign)
    {
        var rss = await Count(cpu, mm, null, table, table.FirstVa, table.FirstVa + table.Count);
        await RssPaths.AddMmRssVec(cpu, mm, rss, sign);
        await cpu.Add(mm.PgtableBytes, sign);
    }

    /// <summary>As posted: what lies before the VMA is the previous one's, what lies behind it the next one's, whatever else there is.</summary>
    private static async KernelPath ChargeNeighbours(Cpu cpu, Mm mm, Vma vma, PageTable table, int sign)
    {
        var index = mm.Vmas.IndexOf(vma);
        var (start, end) = (table.FirstVa, table.FirstVa + table.Count);
        if (start < vma.Start && index > 0 && start < mm.Vmas[index - 1].End)
        {
            await CountPart(cpu, mm, mm.Vmas[index - 1], table, start, mm.Vmas[index - 1].End, sign);
            start = vma.Start;
        }

        if (end > vma.End && index + 1 < mm.Vmas.Count && end > mm.Vmas[index + 1].Start)
        {
            await CountPart(cpu, mm, mm.Vmas[index + 1], table, mm.Vmas[index + 1].Start, end, sign);
            end = vma.End;
        }

        await CountPart(cpu, mm, vma, table, start, end, sign);
    }

    private static async KernelPath CountPart(Cpu cpu, Mm mm, Vma vma, PageTable table, int start, int end, int sign)
    {
        start = Math.Max(start, table.FirstVa);
        end = Math.Min(end, table.FirstVa + table.Count);
        if (start >= end)
        {
            return;
        }

        await cpu.Lock(table.Ptl);
        var rss = await Count(cpu, mm, vma, table, start, end);
        await cpu.Unlock(table.Ptl);
        await RssPaths.AddMmRssVec(cpu, mm, rss, sign);
    }

    private static async KernelPath<RssVec> Count(Cpu cpu, Mm mm, Vma? vma, PageTable table, int start, int end)
    {
        var rss = default(RssVec);
        for (var va = start; va < end; va++)
        {
            rss = rss.Plus(KindOf(cpu, vma ?? mm.FindVma(va)!, mm, va, await cpu.LoadPte(table.At(va))), 1);
        }

        return rss;
    }

    /// <summary>
    /// What <c>vm_normal_page</c> makes of any value that is not none. As posted nobody asks whether the entry is present, so the bits of a swap offset are taken for a frame. A page of a special mapping
    /// is known by its VMA alone where entries have no bit for that: with another VMA it is counted, as what its struct page says, and that is not anonymous.
    /// </summary>
    private static RssKind? KindOf(Cpu cpu, Vma vma, Mm mm, int va, Pte pte)
    {
        if (pte.IsNone || (pte.IsPresent && vma.IsPfnMap))
        {
            return null;
        }

        if (pte.IsPresent && mm.FindVma(va) is { IsPfnMap: true })
        {
            if (!cpu.Kernel.Options.PteSpecial)
            {
                return RssKind.File;
            }

            cpu.Machine.Reach(cpu.Kernel.Events.BadPteReported);
            return null;
        }

        return cpu.Kernel.Build.Has(TableFix.PresentTest) ? RssVec.KindOf(cpu.Kernel, pte) : cpu.Kernel.Frame(pte.Pfn).Folio?.Counter;
    }
}
