using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.Notifiers;
using RaceSim.Kernel.Paths.Tables;
using RaceSim.Kernel.Paths.Tlbs;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.CowPte;

/// <summary><c>handle_cow_pte_fault</c> of COW-PTE v5 as posted (002_7fee2d0334f6c5d8.txt): an address space stops sharing a page table, by reuse or by a clone.</summary>
internal static class CowPteBreakPaths
{
    /// <summary>Breaks the sharing of the table above a page, if it is shared. False: out of memory.</summary>
    public static async KernelPath<bool> HandleCowPteFault(Cpu cpu, Mm mm, int va)
    {
        var build = cpu.Kernel.Build;
        if (build.Has(TableFix.PmdLock))
        {
            return await CowPteLockedBreakPaths.Break(cpu, mm, va);
        }

        // Each test loads the entry anew.
        if ((await cpu.LoadPmd(mm.Pmd(va), MemoryOrder.Plain)).IsNone || (await cpu.LoadPmd(mm.Pmd(va), MemoryOrder.Plain)).IsWritable)
        {
            return true;
        }

        var start = va / mm.PtesPerTable * mm.PtesPerTable;
        var notified = build.Has(TableMutation.NotifyPageOnly) ? (va, va + 1) : (start, start + mm.PtesPerTable);
        await NotifierPaths.InvalidateRangeStart(cpu, mm, notified.Item1, notified.Item2);
        if (!build.Has(TableFix.NoSeqcount))
        {
            await SeqcountPaths.Begin(cpu, mm);
        }

        var succeeds = build.Tables == TableSharing.CowPteV4 ? await CowPteV4Paths.Break(cpu, mm, va) : await Break(cpu, mm, va);
        if (!build.Has(TableFix.NoSeqcount))
        {
            await SeqcountPaths.End(cpu, mm);
        }

        await NotifierPaths.InvalidateRangeEnd(cpu, mm);
        return succeeds;
    }

    /// <summary>The fast path, the allocation without the lock, and the second look.</summary>
    private static async KernelPath<bool> Break(Cpu cpu, Mm mm, int va)
    {
        if (cpu.Kernel.Build.Has(TableMutation.LocklessReuse) && await ReuseWithoutLock(cpu, mm, va))
        {
            return true;
        }

        if (await LockTable(cpu, mm, va) is not { } shared)
        {
            return true;
        }

        if (await MakeWritableIfAlone(cpu, mm, va, shared))
        {
            return true;
        }

        await cpu.Unlock(shared.Ptl);
        if (await TablePaths.PteAllocOne(cpu) is not { } fresh)
        {
            return false;
        }

        if (await LockTable(cpu, mm, va) is not { } again)
        {
            await TablePaths.PteFree(cpu, fresh);
            return true;
        }

        if (!cpu.Kernel.Build.Has(TableMutation.NoTableRecheck) && await MakeWritableIfAlone(cpu, mm, va, again))
        {
            await TablePaths.PteFree(cpu, fresh);
            return true;
        }

        await Replace(cpu, mm, va, again, fresh);
        return true;
    }

    /// <summary>The mutant: looks at the count and makes the PMD entry writable without any lock.</summary>
    private static async KernelPath<bool> ReuseWithoutLock(Cpu cpu, Mm mm, int va)
    {
        var pmd = await cpu.LoadPmd(mm.Pmd(va));
        if (mm.TableOf(va, pmd) is not { } table || await cpu.Load(table.Page.Refcount) != 1)
        {
            return false;
        }

        await cpu.StorePmd(mm.Pmd(va), pmd.MakeWritable());
        return true;
    }

    /// <summary><c>pte_offset_map</c>, <c>pte_lockptr</c> and the lock, all from the PMD entry as it is just now. Null: the model ends the break here.</summary>
    private static async KernelPath<PageTable?> LockTable(Cpu cpu, Mm mm, int va)
    {
        var kernel = cpu.Kernel;
        var table = mm.TableOf(va, await cpu.LoadPmd(mm.Pmd(va), MemoryOrder.Plain));
        if (table is null)
        {
            if (!kernel.Build.Has(TableFix.GiveUpOnNone))
            {
                await cpu.Store(kernel.Pool!.UsedWhenFreed, TablePool.Wild); // What a kernel would lock then is anybody's guess.
            }

            return null;
        }

        await cpu.Lock(table.Ptl);
        if (kernel.Build.Has(TableFix.GiveUpOnNone) && (await cpu.LoadPmd(mm.Pmd(va))).IsNone)
        {
            await cpu.Unlock(table.Ptl);
            return null;
        }

        return table;
    }

    /// <summary>
    /// <c>cow_pte_count(pmd) == 1</c>: nobody else shares the table that the PMD entry names now, so it becomes writable. Every mention of the entry is a load of its own; the lock stays that of
    /// <paramref name="locked"/>. False: still locked.
    /// </summary>
    private static async KernelPath<bool> MakeWritableIfAlone(Cpu cpu, Mm mm, int va, PageTable locked)
    {
        var counted = mm.TableOf(va, await cpu.LoadPmd(mm.Pmd(va), MemoryOrder.Plain));
        if (counted is null)
        {
            await cpu.Store(cpu.Kernel.Pool!.UsedWhenFreed, TablePool.Wild);
            await cpu.Unlock(locked.Ptl);
            return true;
        }

        if (await cpu.Load(counted.Page.Refcount) != 1)
        {
            return false;
        }

        var pmd = await cpu.LoadPmd(mm.Pmd(va), MemoryOrder.Plain);
        await cpu.StorePmd(mm.Pmd(va), pmd.MakeWritable());
        cpu.Machine.Reach(cpu.Kernel.Events.TableReused);
        await cpu.Unlock(locked.Ptl);
        await FlushTlbPaths.FlushTlbRange(cpu, mm, locked.FirstVa, locked.FirstVa + locked.Count);
        return true;
    }

    /// <summary>Clones the table, gives up its reference, installs the clone and, after the unlock, flushes.</summary>
    private static async KernelPath Replace(Cpu cpu, Mm mm, int va, PageTable shared, TablePage fresh)
    {
        var build = cpu.Kernel.Build;
        await Clone(cpu, shared, fresh);
        if (build.Has(TableFix.PublishBarrier))
        {
            await cpu.Barrier(MemoryOrder.WriteBarrier);
        }

        var flushesFirst = build.Has(TableFix.FlushBeforePut);
        if (!flushesFirst)
        {
            await PutUnlessLast(cpu, shared.Page);
        }

        if (build.Has(TableMutation.UnlockBeforeInstall))
        {
            await cpu.Unlock(shared.Ptl);
            await cpu.Lock(shared.Ptl);
        }

        cpu.Kernel.Tlbs.OweSlot(cpu, mm, va);
        await cpu.StorePmd(mm.Pmd(va), Pmd.Of(fresh.Id), MemoryOrder.Plain);
        cpu.Machine.Reach(cpu.Kernel.Events.TableBroken);
        NoteAccessedBits(cpu, shared, fresh);
        if (flushesFirst)
        {
            await FlushTlbPaths.FlushTlbRange(cpu, mm, shared.FirstVa, shared.FirstVa + shared.Count);
            await PutUnlessLast(cpu, shared.Page);
        }

        await cpu.Unlock(shared.Ptl);
        if (!flushesFirst)
        {
            await FlushTlbPaths.FlushTlbRange(cpu, mm, shared.FirstVa, shared.FirstVa + shared.Count);
        }
    }

    /// <summary>Copies the entries as they are: pages and slots were counted for every sharer at fork.</summary>
    public static async KernelPath Clone(Cpu cpu, PageTable shared, TablePage fresh)
    {
        for (var i = 0; i < fresh.Count; i++)
        {
            if (!(await cpu.LoadPte(shared.Entries.At(i), MemoryOrder.Plain)).IsNone)
            {
                var pte = await cpu.LoadPte(shared.Entries.At(i), MemoryOrder.Plain);
                await cpu.StorePte(fresh.Entries.At(i), pte, MemoryOrder.Plain);
            }
        }
    }

    /// <summary>Notes that the hardware has set an accessed bit in the old table since the entry was copied.</summary>
    private static void NoteAccessedBits(Cpu cpu, PageTable shared, TablePage fresh)
    {
        for (var i = 0; i < fresh.Count; i++)
        {
            var (old, copy) = (new Pte(cpu.Cells.Read(shared.Entries.At(i))), new Pte(cpu.Cells.Read(fresh.Entries.At(i))));
            if (old.IsPresent && old.IsYoung && !copy.IsYoung)
            {
                cpu.Machine.Reach(cpu.Kernel.Events.AccessedBitLost);
            }
        }
    }

    /// <summary>
    /// <c>pmd_put_pte</c>, <c>page_ref_add_unless(page, -1, 1)</c>: one reference less, unless it is the last. A conditional atomic operation that succeeds is a full barrier (Documentation/atomic_t.txt). True
    /// if it was given up.
    /// </summary>
    public static async KernelPath<bool> PutUnlessLast(Cpu cpu, TablePage table)
    {
        var order = cpu.Kernel.Build.Has(TableMutation.RelaxedPut) ? MemoryOrder.Relaxed : MemoryOrder.Full;
        return await cpu.Rmw(table.Refcount, RmwKind.AddUnlessOne, -1, order: order) != 1;
    }
}
