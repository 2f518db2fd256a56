using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.Tlbs;
using RaceSim.Kernel.Paths.Unmap;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.CowPte;

/// <summary>Unmapping what lies below one PMD entry with COW-PTE v2: a shared table is given up as a whole, and only its owner has anything to count.</summary>
internal static class CowPteV2ZapPaths
{
    /// <summary>Unmaps pages <paramref name="va"/> to <paramref name="end"/> - 1.</summary>
    public static async KernelPath ZapPmdRange(Cpu cpu, Mm mm, int va, int end, MmuGather tlb)
    {
        if ((await cpu.LoadPmd(mm.Pmd(va))).IsReadOnly)
        {
            var isWhole = end - va == mm.PtesPerTable;
            if (isWhole && (cpu.Kernel.Build.Has(TableFix.LockedAccounting) ? await CowPteV2LockedPaths.Zap(cpu, mm, va) : await ZapShared(cpu, mm, va)))
            {
                return;
            }

            if (!isWhole)
            {
                await CowPteV2BreakPaths.Break(cpu, mm, va);
            }
        }

        if (mm.TableOf(va, await cpu.LoadPmd(mm.Pmd(va))) is { } table)
        {
            await ZapPaths.ZapPteRange(cpu, table, va, end, tlb);
        }
    }

    /// <summary>As posted. False: the table was kept, and an ordinary zap has to follow.</summary>
    private static async KernelPath<bool> ZapShared(Cpu cpu, Mm mm, int va)
    {
        var vma = mm.FindVma(va) ?? mm.Vmas[0];
        if (mm.TableOf(va, await cpu.LoadPmd(mm.Pmd(va))) is not { } shared)
        {
            return true;
        }

        if (await CowPteV2BreakPaths.PutOrReuse(cpu, mm, vma, va, shared))
        {
            return false;
        }

        if (await cpu.Load(shared.Page.Owner, MemoryOrder.Acquire) == mm.Id + 1)
        {
            await cpu.Store(shared.Page.Owner, 0, MemoryOrder.Release);
            await CowPteV2AccountingPaths.Charge(cpu, mm, vma, shared, -1); // Walks a table that it has no reference to any more.
        }

        cpu.Kernel.Tlbs.OweSlot(cpu, mm, va);
        await cpu.StorePmd(mm.Pmd(va), Pmd.None);
        await FlushTlbPaths.FlushTlbRange(cpu, mm, shared.FirstVa, shared.FirstVa + shared.Count);
        return true;
    }
}
