using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.CowPte;

/// <summary>Fork with COW-PTE v2: the child gets the parent's table; nothing below it is touched, and nothing is counted for the child.</summary>
internal static class CowPteV2ForkPaths
{
    /// <summary>Shares the table above a page of a VMA, once a fork.</summary>
    public static async KernelPath Share(Cpu cpu, Mm dst, Mm src, Vma vma, int va)
    {
        var pmd = await cpu.LoadPmd(src.Pmd(va));
        if (!(await cpu.LoadPmd(dst.Pmd(va))).IsNone)
        {
            return; // For another VMA below this PMD entry.
        }

        var table = src.TableOf(va, pmd)!;
        var isLocked = cpu.Kernel.Build.Has(TableFix.LockedAccounting);
        if (isLocked)
        {
            (pmd, table) = await LockTable(cpu, src, va);
        }

        if (await cpu.Load(table.Page.Owner, MemoryOrder.Acquire) == 0)
        {
            await cpu.Store(table.Page.Owner, src.Id + 1, MemoryOrder.Release);
            if (pmd.IsReadOnly)
            {
                await BecomeOwner(cpu, src, vma, table, va, pmd, isLocked);
            }
        }

        cpu.Kernel.Tlbs.OweSlot(cpu, src, va);
        await cpu.Rmw(src.Pmd(va), RmwKind.Exchange, Pmd.Of(table.Id).WriteProtect().Bits);
        await cpu.Add(table.Page.Refcount, 1);
        await cpu.StorePmd(dst.Pmd(va), Pmd.Of(table.Id).WriteProtect());
        if (isLocked)
        {
            await cpu.Unlock(table.Ptl);
        }
    }

    /// <summary>The table above a page with its lock held. A fault that fork does not exclude may change the PMD entry until then, so it is looked at again.</summary>
    private static async KernelPath<(Pmd Pmd, PageTable Table)> LockTable(Cpu cpu, Mm mm, int va)
    {
        while (true)
        {
            var pmd = await cpu.LoadPmd(mm.Pmd(va));
            var table = mm.TableOf(va, pmd)!; // Only mmap_lock for writing, which fork has, lets it go.
            await cpu.Lock(table.Ptl);
            if (await cpu.LoadPmd(mm.Pmd(va)) == pmd)
            {
                return (pmd, table);
            }

            await cpu.Unlock(table.Ptl);
        }
    }

    /// <summary>Who shared the table without owning it, and forks, is charged for it from now on (F09).</summary>
    private static async KernelPath BecomeOwner(Cpu cpu, Mm src, Vma vma, PageTable table, int va, Pmd pmd, bool isLocked)
    {
        cpu.Machine.Reach(cpu.Kernel.Events.TableOwnedAgain);
        if (isLocked)
        {
            await CowPteV2AccountingPaths.ChargeLocked(cpu, src, table, 1);
        }
        else
        {
            await CowPteV2AccountingPaths.Charge(cpu, src, vma, table, 1);
        }

        await cpu.Barrier(MemoryOrder.WriteBarrier);
        await cpu.StorePmd(src.Pmd(va), pmd);
    }
}
