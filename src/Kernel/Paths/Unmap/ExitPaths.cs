using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.CowPte;
using RaceSim.Kernel.Paths.Notifiers;
using RaceSim.Kernel.Paths.Swap;
using RaceSim.Kernel.Paths.Tables;
using RaceSim.Kernel.Paths.Tlbs;

namespace RaceSim.Kernel.Paths.Unmap;

/// <summary>The end of an address space (<c>exit_mmap</c> and <c>__mmput</c>; mm/mmap.c and kernel/fork.c, v6.16).</summary>
internal static class ExitPaths
{
    /// <summary>Unmaps everything and takes the mm off the lists. Where tables change they are freed; otherwise they stay.</summary>
    public static async KernelPath ExitMmap(Cpu cpu, Mm mm)
    {
        await cpu.Lock(mm.MmapLock, shared: true);
        var gathered = new Folio?[mm.Pages];
        await NotifierPaths.InvalidateRangeStart(cpu, mm, 0, mm.Pages);
        for (var va = 0; va < mm.Pages; va += mm.PtesPerTable)
        {
            if (mm.Pool is not null && cpu.Kernel.Build.Tables != TableSharing.None)
            {
                await CowPteZapPaths.ZapPmdRange(cpu, mm, va, va + mm.PtesPerTable, 0, gathered);
            }
            else if (mm.TableOf(va, await cpu.LoadPmd(mm.Pmd(va))) is { } table)
            {
                await ZapPaths.ZapPteRange(cpu, table, va, va + table.Count, 0, gathered);
            }
        }

        await FlushTlbPaths.FlushTlbRange(cpu, mm, 0, mm.Pages);
        await ZapPaths.FreePages(cpu, gathered);
        await NotifierPaths.InvalidateRangeEnd(cpu, mm);
        if (mm.Pool is not null)
        {
            await FreePgtables(cpu, mm);
        }

        await cpu.Unlock(mm.MmapLock, shared: true);
        await UnlinkAnonVmas(cpu, mm);
        await MmlistPaths.RemoveFromMmlist(cpu, mm);
    }

    /// <summary><c>free_pgtables</c>: nobody else can reach them any more.</summary>
    private static async KernelPath FreePgtables(Cpu cpu, Mm mm)
    {
        for (var va = 0; va < mm.Pages; va += mm.PtesPerTable)
        {
            if (mm.TableOf(va, await cpu.LoadPmd(mm.Pmd(va))) is { } table)
            {
                await cpu.Lock(mm.PmdLock!);
                cpu.Kernel.Tlbs.OweSlot(cpu, mm, va);
                await cpu.StorePmd(mm.Pmd(va), Pmd.None);
                await cpu.Unlock(mm.PmdLock!);
                await cpu.Add(mm.PgtableBytes, -1);
                await FlushTlbPaths.FlushTlbRange(cpu, mm, va, va + table.Count);
                await TablePaths.PteFree(cpu, table.Page);
            }
        }
    }

    /// <summary><c>unlink_anon_vmas</c>: rmap walkers no longer find it.</summary>
    private static async KernelPath UnlinkAnonVmas(Cpu cpu, Mm mm)
    {
        await cpu.Lock(cpu.Kernel.AnonVma!);
        await cpu.Store(mm.Linked, 0);
        await cpu.Unlock(cpu.Kernel.AnonVma!);
    }
}
