using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.Tables;

/// <summary>Finding, allocating, installing and freeing page tables (mm/memory.c, <c>__pte_alloc</c> and <c>pmd_install</c>; include/linux/mm.h; v6.16).</summary>
internal static class TablePaths
{
    /// <summary>The table above a page number: where tables change by a load of the PMD entry, otherwise without a step. Null if there is none.</summary>
    public static async KernelPath<PageTable?> Find(Cpu cpu, Mm mm, int va) =>
        mm.Pool is null ? mm.Table(va) : mm.TableOf(va, await cpu.LoadPmd(mm.Pmd(va)));

    /// <summary>A load of an entry of a table whose lock is not held.</summary>
    public static async KernelPath<Pte> ReadUnlocked(Cpu cpu, PageTable table, int va)
    {
        if (table.Mm.Pool is null)
        {
            return await cpu.LoadPte(table.At(va));
        }

        return new Pte(await cpu.Take(TableReadEffect.Instance, OperationKind.Local, va - table.FirstVa, table.Id));
    }

    /// <summary>
    /// Whether a table whose lock is held is still the one above a page; <c>pte_offset_map_lock</c> looks since 6.5, because MADV_DONTNEED and others may have freed it. An entry that was seen in it and is still
    /// there says so too, since only empty tables are freed. No step where no table is freed under a walker.
    /// </summary>
    public static async KernelPath<bool> IsStillMapped(Cpu cpu, PageTable table) =>
        table.Mm.Pool is null || !cpu.Kernel.Build.Has(TableFix.PtReclaim) || (await cpu.LoadPmd(table.Mm.Pmd(table.FirstVa))).Table == table.Id;

    /// <summary><c>pte_alloc_one</c>: a fresh table, or null if memory is short.</summary>
    public static async KernelPath<TablePage?> PteAllocOne(Cpu cpu)
    {
        var table = await cpu.Take(AllocateTableEffect.Instance, OperationKind.Allocate);
        return table == 0 ? null : cpu.Kernel.Pool!.Pages[(int)table - 1];
    }

    /// <summary><c>__pte_alloc</c>: makes sure that there is a table above a page number. Null: out of memory.</summary>
    public static async KernelPath<PageTable?> PteAlloc(Cpu cpu, Mm mm, int va)
    {
        var pmd = await cpu.LoadPmd(mm.Pmd(va));
        if (!pmd.IsNone)
        {
            return mm.TableOf(va, pmd);
        }

        if (await PteAllocOne(cpu) is not { } fresh)
        {
            return null;
        }

        return await PmdInstall(cpu, mm, va, fresh);
    }

    /// <summary><c>pmd_install</c>: publishes a table, unless somebody else has been faster: then frees it. Returns the table that is there.</summary>
    public static async KernelPath<PageTable> PmdInstall(Cpu cpu, Mm mm, int va, TablePage fresh)
    {
        await cpu.Lock(mm.PmdLock!);
        var pmd = await cpu.LoadPmd(mm.Pmd(va));
        if (!pmd.IsNone)
        {
            await cpu.Unlock(mm.PmdLock!);
            await PteFree(cpu, fresh);
            return mm.TableOf(va, pmd)!;
        }

        await cpu.Add(mm.PgtableBytes, 1);
        await cpu.Barrier(MemoryOrder.WriteBarrier);
        await cpu.StorePmd(mm.Pmd(va), Pmd.Of(fresh.Id));
        await cpu.Unlock(mm.PmdLock!);
        return mm.TableOf(va, Pmd.Of(fresh.Id))!;
    }

    /// <summary><c>pte_free</c>: the page and the lock in it are gone.</summary>
    public static async KernelPath PteFree(Cpu cpu, TablePage table)
    {
        await cpu.Store(table.Freed, 1);
    }
}
