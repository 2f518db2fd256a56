using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.Notifiers;
using RaceSim.Kernel.Paths.Tables;
using RaceSim.Kernel.Paths.Tlbs;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.CowPte;

/// <summary>
/// A break with the answers to G01, G03, G07, G09 and G10: the PMD lock around the table's lock, the PMD entry compared with the one the break began with, the new table behind a store barrier, and the TLBs
/// flushed before the old table's reference is given up. Our own; nobody has posted it.
/// </summary>
internal static class CowPteLockedBreakPaths
{
    /// <summary>Breaks the sharing of the table above a page, if it is shared. False: out of memory.</summary>
    public static async KernelPath<bool> Break(Cpu cpu, Mm mm, int va)
    {
        if (!(await cpu.LoadPmd(mm.Pmd(va))).IsReadOnly)
        {
            return true;
        }

        var start = va / mm.PtesPerTable * mm.PtesPerTable;
        await NotifierPaths.InvalidateRangeStart(cpu, mm, start, start + mm.PtesPerTable);
        var fresh = default(TablePage);
        var succeeds = true;
        while (true)
        {
            var (isBroken, isUsed) = await TryBreak(cpu, mm, va, fresh);
            fresh = isUsed ? null : fresh;
            if (isBroken)
            {
                break;
            }

            fresh = await TablePaths.PteAllocOne(cpu); // Without the locks: all is looked at again.
            if (fresh is null)
            {
                succeeds = false;
                break;
            }
        }

        await NotifierPaths.InvalidateRangeEnd(cpu, mm);
        if (fresh is not null)
        {
            await TablePaths.PteFree(cpu, fresh);
        }

        return succeeds;
    }

    /// <summary>Reuses the table, or replaces it by a clone if there is a fresh one. Not broken: a fresh table is needed.</summary>
    private static async KernelPath<(bool IsBroken, bool IsUsed)> TryBreak(Cpu cpu, Mm mm, int va, TablePage? fresh)
    {
        await cpu.Lock(mm.PmdLock!);
        var pmd = await cpu.LoadPmd(mm.Pmd(va));
        if (!pmd.IsReadOnly)
        {
            await cpu.Unlock(mm.PmdLock!);
            return (true, false);
        }

        var shared = mm.TableOf(va, pmd)!;
        await cpu.Lock(shared.Ptl);
        var isAlone = await cpu.Load(shared.Page.Refcount) == 1;
        if (isAlone)
        {
            await cpu.StorePmd(mm.Pmd(va), pmd.MakeWritable());
            cpu.Machine.Reach(cpu.Kernel.Events.TableReused);
        }
        else if (fresh is not null)
        {
            await CowPteBreakPaths.Clone(cpu, shared, fresh);
            await cpu.Barrier(MemoryOrder.WriteBarrier);
            cpu.Kernel.Tlbs.OweSlot(cpu, mm, va);
            await cpu.StorePmd(mm.Pmd(va), Pmd.Of(fresh.Id));
            cpu.Machine.Reach(cpu.Kernel.Events.TableBroken);
            await FlushTlbPaths.FlushTlbRange(cpu, mm, shared.FirstVa, shared.FirstVa + shared.Count);
            await CowPteBreakPaths.PutUnlessLast(cpu, shared.Page);
        }

        await cpu.Unlock(shared.Ptl);
        await cpu.Unlock(mm.PmdLock!);
        return (isAlone || fresh is not null, !isAlone && fresh is not null);
    }
}
