using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.Swap;
using RaceSim.Kernel.Paths.Tlbs;

namespace RaceSim.Kernel.Paths.Fault;

/// <summary><c>handle_mm_fault</c> and <c>handle_pte_fault</c> (mm/memory.c, v6.16).</summary>
internal static class FaultPaths
{
    /// <summary>Handles a fault of the current thread under its VMA's lock.</summary>
    public static async KernelPath HandleMmFault(Cpu cpu, int va, bool isStore)
    {
        var vma = cpu.Mm!.FindVma(va) ?? throw new ModelException($"{cpu.Mm.Name} accesses page {va}, which is in no VMA");
        await cpu.Lock(vma.Lock, shared: true); // lock_vma_under_rcu
        await HandlePteFault(cpu, vma, va, isStore);
        await cpu.Unlock(vma.Lock, shared: true);
    }

    private static async KernelPath HandlePteFault(Cpu cpu, Vma vma, int va, bool isStore)
    {
        var mm = cpu.Mm!;
        var table = mm.Table(va);
        if (await cpu.Load(mm.Pmd(va)) == 0)
        {
            await cpu.Store(mm.Pmd(va), table.Id); // pmd_install; no two threads of one mm fault on a missing table in these scenarios
        }

        var orig = await cpu.LoadPte(table.At(va));
        if (orig.IsNone)
        {
            await AnonymousFaultPaths.DoAnonymousPage(cpu, vma, table, va, isStore);
            return;
        }

        if (orig.Kind == PteKind.Swap)
        {
            await SwapInPaths.DoSwapPage(cpu, vma, table, va, orig);
            return;
        }

        if (orig.Kind == PteKind.Migration)
        {
            await MigrationEntryWait(cpu, orig);
            return;
        }

        if (orig.IsProtNone)
        {
            throw new ModelException($"{mm.Name} accesses page {va}, whose entry is protnone: NUMA hinting faults are not modelled");
        }

        await cpu.Lock(table.Ptl);
        if (await cpu.LoadPte(table.At(va)) != orig && !cpu.Kernel.Build.Has(Mutation.NoFaultRecheck))
        {
            await cpu.Unlock(table.Ptl);
            return;
        }

        if (isStore && !orig.IsWritable)
        {
            await WriteProtectFaultPaths.DoWpPage(cpu, table, va, orig);
            return;
        }

        // Rights suffice: another thread has handled the fault, or the TLB held an older entry.
        await FlushTlbPaths.FlushTlbFixSpuriousFault(cpu, mm, va);
        await cpu.Unlock(table.Ptl);
    }

    /// <summary><c>migration_entry_wait</c>: waits until the migrator unlocks the folio, then the fault is taken again.</summary>
    private static async KernelPath MigrationEntryWait(Cpu cpu, Pte entry)
    {
        var (folio, _) = cpu.Kernel.Frame(entry.Pfn);
        await cpu.Lock(folio!.Lock);
        await cpu.Unlock(folio.Lock);
    }
}
