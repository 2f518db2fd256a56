using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.ContPte;
using RaceSim.Kernel.Paths.CowPte;
using RaceSim.Kernel.Paths.Swap;
using RaceSim.Kernel.Paths.Tables;
using RaceSim.Kernel.Paths.Tlbs;

namespace RaceSim.Kernel.Paths.Fault;

/// <summary><c>handle_mm_fault</c> and <c>handle_pte_fault</c> (mm/memory.c, v6.16).</summary>
internal static class FaultPaths
{
    /// <summary>madvise(MADV_POPULATE_READ) and MADV_POPULATE_WRITE of one page: the fault without the access.</summary>
    public static async KernelPath PopulatePage(Cpu cpu, int va, bool isStore)
    {
        await HandleMmFault(cpu, va, isStore);
    }

    /// <summary>Handles a fault of the current thread under its VMA's lock. False: the thread would wait for ever.</summary>
    public static async KernelPath<bool> HandleMmFault(Cpu cpu, int va, bool isStore)
    {
        var vma = cpu.Mm!.FindVma(va) ?? throw new ModelException($"{cpu.Mm.Name} accesses page {va}, which is in no VMA");
        await cpu.Lock(vma.Lock, shared: true); // lock_vma_under_rcu
        var ends = await HandlePteFault(cpu, vma, va, isStore);
        await cpu.Unlock(vma.Lock, shared: true);
        return ends;
    }

    private static async KernelPath<bool> HandlePteFault(Cpu cpu, Vma vma, int va, bool isStore)
    {
        var mm = cpu.Mm!;
        if (cpu.Kernel.Build.Tables != TableSharing.None && mm.Pool is not null)
        {
            return await CowPteFaultPaths.HandlePteFault(cpu, vma, va, isStore);
        }

        var table = mm.TableOf(va, await cpu.LoadPmd(mm.Pmd(va)));
        if (table is null && mm.Pool is null)
        {
            table = mm.Table(va);
            await cpu.StorePmd(mm.Pmd(va), Pmd.Of(table.Id)); // pmd_install; no two threads of one mm fault on a missing table in these scenarios
        }

        table ??= await TablePaths.PteAlloc(cpu, mm, va) ?? throw new ModelException("the allocation of a page table failed in a fault, which is not modelled for this build");
        if (await PteAccess.PtepGetLockless(cpu, table, va) is not { } orig)
        {
            await cpu.Store(cpu.Kernel.StuckFault, StuckWaits.Encode(StuckWait.Lockless, va));
            return false;
        }

        return await HandleEntry(cpu, vma, table, va, orig, isStore);
    }

    /// <summary>The rest of <c>handle_pte_fault</c>, once the table and what the lockless look found in it are known.</summary>
    public static async KernelPath<bool> HandleEntry(Cpu cpu, Vma vma, PageTable table, int va, Pte orig, bool isStore)
    {
        var mm = cpu.Mm!;
        switch (orig.Kind)
        {
            case PteKind.None when vma.File is not null && !isStore:
                await FileFaultPaths.DoReadFault(cpu, vma, table, va);
                return true;
            case PteKind.None when vma.IsShared:
                await SharedFaultPaths.DoFault(cpu, table, va, isStore);
                return true;
            case PteKind.None:
                await AnonymousFaultPaths.DoAnonymousPage(cpu, vma, table, va, isStore);
                return true;
            case PteKind.Swap:
                await SwapInPaths.DoSwapPage(cpu, vma, table, va, orig, isStore);
                return true;
            case PteKind.Migration:
                return await MigrationEntryWait(cpu, table, va, orig);
            case PteKind.Present when orig.IsProtNone:
                throw new ModelException($"{mm.Name} accesses page {va}, whose entry is protnone: NUMA hinting faults are not modelled");
            case PteKind.Present:
                await HandlePresent(cpu, table, va, orig, isStore);
                return true;
            default:
                throw new ModelException($"{mm.Name} accesses page {va}, whose entry is a {orig}: its faults are not modelled");
        }
    }

    private static async KernelPath HandlePresent(Cpu cpu, PageTable table, int va, Pte orig, bool isStore)
    {
        await cpu.Lock(table.Ptl);
        if (await PteHelpers.PtepGet(cpu, table, va) != orig && !cpu.Kernel.Build.Has(Mutation.NoFaultRecheck))
        {
            await cpu.Unlock(table.Ptl);
            return;
        }

        if (isStore && !orig.IsWritable)
        {
            await WriteProtectFaultPaths.DoWpPage(cpu, table, va, orig);
            return;
        }

        // Rights suffice: a flag is missing, another thread has handled the fault, or the TLB held an older entry.
        var entry = isStore ? orig.MakeYoung().MakeDirty() : orig.MakeYoung();
        if (!await PteAccess.PtepSetAccessFlags(cpu, table, va, entry))
        {
            await FlushTlbPaths.FlushTlbFixSpuriousFault(cpu, table.Mm, va);
        }

        await cpu.Unlock(table.Ptl);
    }

    /// <summary>
    /// <c>migration_entry_wait</c>: waits until the migrator unlocks the folio, then the fault is taken again. False if the entry is still there although its migrator has
    /// ended: every further fault would find it, for ever. The note of that is for the invariant on progress; a kernel would go round and round.
    /// </summary>
    private static async KernelPath<bool> MigrationEntryWait(Cpu cpu, PageTable table, int va, Pte entry)
    {
        var (folio, _) = cpu.Kernel.Frame(entry.Pfn);
        cpu.WaitsFor = folio!.Lock;
        await cpu.Lock(folio.Lock);
        var isLeft = folio.HasMigrator && await cpu.LoadPte(table.At(va)) == entry; // It held the lock from the start.
        await cpu.Unlock(folio.Lock);
        cpu.WaitsFor = null;
        if (isLeft)
        {
            await cpu.Store(cpu.Kernel.StuckFault, StuckWaits.Encode(StuckWait.Migration, va));
        }

        return !isLeft;
    }
}
