using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.Swap;
using RaceSim.Kernel.Paths.Tlbs;

namespace RaceSim.Kernel.Paths.Unmap;

/// <summary>The end of an address space (<c>exit_mmap</c> and <c>__mmput</c>; mm/mmap.c and kernel/fork.c, v6.16).</summary>
internal static class ExitPaths
{
    /// <summary>Unmaps everything and takes the mm off the lists. Its tables stay: page-table pages are never freed here.</summary>
    public static async KernelPath ExitMmap(Cpu cpu, Mm mm)
    {
        await cpu.Lock(mm.MmapLock, shared: true);
        var tlb = await MmuGatherPaths.TlbGatherMmu(cpu, mm);
        foreach (var table in mm.Tables)
        {
            if (await cpu.Load(mm.Pmd(table.FirstVa)) != 0)
            {
                await ZapPaths.ZapPteRange(cpu, table, table.FirstVa, table.FirstVa + table.Count, tlb);
            }
        }

        tlb.AddAll(); // tlb_gather_mmu_fullmm
        await MmuGatherPaths.TlbFinishMmu(cpu, tlb);
        await cpu.Unlock(mm.MmapLock, shared: true);
        await UnlinkAnonVmas(cpu, mm);
        await MmlistPaths.RemoveFromMmlist(cpu, mm);
    }

    /// <summary><c>unlink_anon_vmas</c>: rmap walkers no longer find it.</summary>
    private static async KernelPath UnlinkAnonVmas(Cpu cpu, Mm mm)
    {
        await cpu.Lock(cpu.Kernel.AnonVma!);
        await cpu.Store(mm.Linked, 0);
        await cpu.Unlock(cpu.Kernel.AnonVma!);
    }
}
