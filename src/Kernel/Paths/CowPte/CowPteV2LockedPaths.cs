using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.Tables;
using RaceSim.Kernel.Paths.Tlbs;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.CowPte;

/// <summary>COW-PTE v2 as the reviewer's question asks for it (000_a2eafb100a023ec2.txt): owner, accounting and PMD entry change in one section of the table's lock, and the reference is given up last.</summary>
internal static class CowPteV2LockedPaths
{
    /// <summary>Breaks the sharing of the table above a page, if it is shared.</summary>
    public static async KernelPath Break(Cpu cpu, Mm mm, int va)
    {
        if (await LockShared(cpu, mm, va) is not { } shared)
        {
            return;
        }

        if (await FallbackIfAlone(cpu, mm, va, shared))
        {
            await cpu.Unlock(shared.Ptl);
            return;
        }

        await cpu.Unlock(shared.Ptl);
        var fresh = await TablePaths.PteAllocOne(cpu) ?? throw new ModelException("the allocation of a page table failed in a break of COW-PTE v2, which is not modelled");
        if (await LockShared(cpu, mm, va) is not { } again)
        {
            await TablePaths.PteFree(cpu, fresh);
            return;
        }

        if (await FallbackIfAlone(cpu, mm, va, again))
        {
            await TablePaths.PteFree(cpu, fresh);
        }
        else
        {
            await Replace(cpu, mm, va, again, fresh);
        }

        await cpu.Unlock(again.Ptl);
    }

    /// <summary>Gives up the table above a page. False: nobody else has it any more, and it is an ordinary table of this mm now.</summary>
    public static async KernelPath<bool> Zap(Cpu cpu, Mm mm, int va)
    {
        if (await LockShared(cpu, mm, va) is not { } shared)
        {
            return (await cpu.LoadPmd(mm.Pmd(va))).IsNone;
        }

        var isKept = await FallbackIfAlone(cpu, mm, va, shared);
        if (!isKept)
        {
            await Disown(cpu, mm, shared);
            cpu.Kernel.Tlbs.OweSlot(cpu, mm, va);
            await cpu.StorePmd(mm.Pmd(va), Pmd.None);
            await FlushTlbPaths.FlushTlbRange(cpu, mm, shared.FirstVa, shared.FirstVa + shared.Count);
            await CowPteBreakPaths.PutUnlessLast(cpu, shared.Page);
        }

        await cpu.Unlock(shared.Ptl);
        return !isKept;
    }

    /// <summary>The table above a page with its lock held, if it is shared and still the one whose lock was taken.</summary>
    private static async KernelPath<PageTable?> LockShared(Cpu cpu, Mm mm, int va)
    {
        var pmd = await cpu.LoadPmd(mm.Pmd(va));
        if (!pmd.IsReadOnly)
        {
            return null;
        }

        var shared = mm.TableOf(va, pmd)!;
        await cpu.Lock(shared.Ptl);
        if (await cpu.LoadPmd(mm.Pmd(va)) == pmd)
        {
            return shared;
        }

        await cpu.Unlock(shared.Ptl);
        return null;
    }

    private static async KernelPath<bool> FallbackIfAlone(Cpu cpu, Mm mm, int va, PageTable shared)
    {
        if (await cpu.Load(shared.Page.Refcount) != 1)
        {
            return false;
        }

        if (await cpu.Load(shared.Page.Owner) != mm.Id + 1)
        {
            await CowPteV2AccountingPaths.ChargeLocked(cpu, mm, shared, 1);
        }

        await cpu.Store(shared.Page.Owner, 0);
        await cpu.StorePmd(mm.Pmd(va), Pmd.Of(shared.Id));
        cpu.Machine.Reach(cpu.Kernel.Events.TableReused);
        return true;
    }

    private static async KernelPath Replace(Cpu cpu, Mm mm, int va, PageTable shared, TablePage fresh)
    {
        await CowPteV2BreakPaths.CopyEntries(cpu, mm, shared, mm.TableOf(va, Pmd.Of(fresh.Id))!);
        await Disown(cpu, mm, shared);
        await cpu.Add(mm.PgtableBytes, 1);
        await cpu.Barrier(MemoryOrder.WriteBarrier);
        cpu.Kernel.Tlbs.OweSlot(cpu, mm, va);
        await cpu.StorePmd(mm.Pmd(va), Pmd.Of(fresh.Id));
        cpu.Machine.Reach(cpu.Kernel.Events.TableBroken);
        await FlushTlbPaths.FlushTlbRange(cpu, mm, shared.FirstVa, shared.FirstVa + shared.Count);
        await CowPteBreakPaths.PutUnlessLast(cpu, shared.Page);
    }

    private static async KernelPath Disown(Cpu cpu, Mm mm, PageTable shared)
    {
        if (await cpu.Load(shared.Page.Owner) == mm.Id + 1)
        {
            await cpu.Store(shared.Page.Owner, 0);
            await CowPteV2AccountingPaths.ChargeLocked(cpu, mm, shared, -1);
        }
    }
}
