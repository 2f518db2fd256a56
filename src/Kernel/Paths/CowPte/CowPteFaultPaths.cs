using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.Fault;
using RaceSim.Kernel.Paths.Tables;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.CowPte;

/// <summary>The fault handler of a kernel that shares page tables: <c>__handle_mm_fault</c> and <c>handle_pte_fault</c> with COW-PTE v5's additions (002_7fee2d0334f6c5d8.txt).</summary>
internal static class CowPteFaultPaths
{
    /// <summary>Handles a fault under the VMA's lock. False: the thread would wait for ever.</summary>
    public static async KernelPath<bool> HandlePteFault(Cpu cpu, Vma vma, int va, bool isStore)
    {
        cpu.IsReadingTables = cpu.Kernel.Build.Has(TableFix.PtReclaim); // Whoever can lose a table maps it under RCU.
        var ends = await HandleFault(cpu, vma, va, isStore);
        cpu.IsReadingTables = false;
        return ends;
    }

    private static async KernelPath<bool> HandleFault(Cpu cpu, Vma vma, int va, bool isStore)
    {
        var mm = cpu.Mm!;
        var build = cpu.Kernel.Build;
        var changesTable = isStore || (vma.File is not null && !build.Has(TableMutation.BreakOnWriteOnly));
        if (changesTable && mm.SharesTables && !await CowPteBreakPaths.HandleCowPteFault(cpu, mm, va))
        {
            return true; // VM_FAULT_OOM: the fault is taken again.
        }

        if (build.Has(TableFix.DebugVm))
        {
            await WarnIfWritableAndShared(cpu, mm, va);
        }

        var table = mm.TableOf(va, await cpu.LoadPmd(mm.Pmd(va))) ?? await TablePaths.PteAlloc(cpu, mm, va);
        if (table is null)
        {
            return true;
        }

        var orig = await TablePaths.ReadUnlocked(cpu, table, va);
        return orig.IsPresent || orig.IsNone || !mm.SharesTables
            ? await FaultPaths.HandleEntry(cpu, vma, table, va, orig, isStore)
            : await HandleNonpresent(cpu, vma, table, va, orig, isStore);
    }

    /// <summary>An entry that is neither none nor present: the break stands between the lookup of the entry and its use.</summary>
    private static async KernelPath<bool> HandleNonpresent(Cpu cpu, Vma vma, PageTable table, int va, Pte orig, bool isStore)
    {
        var mm = cpu.Mm!;
        var build = cpu.Kernel.Build;
        if (build.Has(TableFix.RefaultAfterBreak))
        {
            if ((await cpu.LoadPmd(mm.Pmd(va))).IsReadOnly)
            {
                await CowPteBreakPaths.HandleCowPteFault(cpu, mm, va);
                return true; // Broken or out of memory, the fault is taken again.
            }

            return await FaultPaths.HandleEntry(cpu, vma, table, va, orig, isStore);
        }

        if (!await CowPteBreakPaths.HandleCowPteFault(cpu, mm, va))
        {
            cpu.Machine.Reach(cpu.Kernel.Events.BreakFailed); // Nobody looks at the result.
        }

        // pte_unmap_same(): the lock by the PMD entry of now, the entry by the pointer of before.
        if (mm.TableOf(va, await cpu.LoadPmd(mm.Pmd(va))) is not { } now)
        {
            return true;
        }

        await cpu.Lock(now.Ptl);
        var isSame = await TablePaths.ReadUnlocked(cpu, table, va) == orig;
        await cpu.Unlock(now.Ptl);
        return !isSame || await FaultPaths.HandleEntry(cpu, vma, now, va, orig, isStore);
    }

    /// <summary><c>VM_WARN_ON(cow_pte_count(vmf.pmd) > 1 &amp;&amp; pmd_write(*vmf.pmd))</c>, without any lock.</summary>
    private static async KernelPath WarnIfWritableAndShared(Cpu cpu, Mm mm, int va)
    {
        var pmd = await cpu.LoadPmd(mm.Pmd(va), MemoryOrder.Plain);
        if (mm.TableOf(va, pmd) is not { } table || await cpu.Load(table.Page.Refcount) <= 1)
        {
            return;
        }

        if (cpu.Kernel.Build.Has(TableFix.LoadPmdOnce) ? pmd.IsWritable : (await cpu.LoadPmd(mm.Pmd(va), MemoryOrder.Plain)).IsWritable)
        {
            cpu.Machine.Reach(cpu.Kernel.Events.CowPteWarning);
        }
    }
}
