using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.Unmap;

namespace RaceSim.Kernel.Paths.Tlbs;

/// <summary>Begin and end of an unmapping, with its flush (mm/mmu_gather.c, v6.16). Marks that only flushes look at are left out where no CPU has a TLB.</summary>
internal static class MmuGatherPaths
{
    /// <summary><c>tlb_gather_mmu</c>: from here on a flush may be owed.</summary>
    public static async KernelPath<MmuGather> TlbGatherMmu(Cpu cpu, Mm mm)
    {
        if (cpu.Kernel.Tlbs.All.Count > 0)
        {
            await cpu.Add(mm.TlbFlushPending, 1); // inc_tlb_flush_pending
        }

        cpu.Gather.Begin(mm);
        return cpu.Gather;
    }

    /// <summary><c>tlb_finish_mmu</c>: flushes, more than its own range if somebody else unmaps as well, and then drops the references.</summary>
    public static async KernelPath TlbFinishMmu(Cpu cpu, MmuGather tlb)
    {
        var hasTlbs = cpu.Kernel.Tlbs.All.Count > 0;
        if (hasTlbs && !cpu.Kernel.Build.Has(UnmapMutation.NoNestedFlush) && await cpu.Load(tlb.Mm.TlbFlushPending) > 1)
        {
            // mm_tlb_flush_nested: entries found empty here may have been emptied there, where the flush is still to come.
            cpu.Machine.Reach(cpu.Kernel.Events.NestedFlush);
            tlb.AddAll();
        }

        await TlbFlushMmu(cpu, tlb);
        if (hasTlbs)
        {
            await cpu.Add(tlb.Mm.TlbFlushPending, -1);
        }

        tlb.Finish();
    }

    /// <summary><c>tlb_flush_mmu</c>: the flush, then the references.</summary>
    public static async KernelPath TlbFlushMmu(Cpu cpu, MmuGather tlb)
    {
        if (cpu.Kernel.Build.Has(Mutation.FreeBeforeFlush))
        {
            await FreePages(cpu, tlb);
            await TlbFlushMmuTlbonly(cpu, tlb);
            return;
        }

        await TlbFlushMmuTlbonly(cpu, tlb);
        await FreePages(cpu, tlb);
    }

    /// <summary><c>tlb_flush_mmu_tlbonly</c>: nothing if nothing was cleared that a TLB could hold.</summary>
    public static async KernelPath TlbFlushMmuTlbonly(Cpu cpu, MmuGather tlb)
    {
        if (!tlb.IsFlushed)
        {
            await FlushTlbPaths.FlushTlbRange(cpu, tlb.Mm, tlb.Start, tlb.Limit);
            tlb.ResetRange();
        }
    }

    /// <summary><c>tlb_flush_rmaps</c>: takes the mappings away that were kept until after the flush, so that an rmap walk still met the page-table lock.</summary>
    public static async KernelPath TlbFlushRmaps(Cpu cpu, MmuGather tlb)
    {
        for (var i = 0; i < tlb.Pages.Count; i++)
        {
            if (tlb.Pages[i].DelaysRmap)
            {
                await ZapPaths.RemoveRmap(cpu, tlb.Pages[i].Folio, tlb.Pages[i].Page, tlb.Pages[i].Count);
                tlb.Pages[i] = tlb.Pages[i] with { DelaysRmap = false };
            }
        }
    }

    private static async KernelPath FreePages(Cpu cpu, MmuGather tlb)
    {
        foreach (var gathered in tlb.Pages)
        {
            await cpu.Add(gathered.Folio.Refcount, -gathered.References);
        }

        tlb.Pages.Clear();
    }
}
