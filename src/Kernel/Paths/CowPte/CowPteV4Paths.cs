using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.Tables;
using RaceSim.Kernel.Paths.Tlbs;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.CowPte;

/// <summary>
/// The break of COW-PTE v4, as v5's comment tells of it: the PMD entry is cleared first and the new table allocated into it, so that a fault of another thread meanwhile finds no table
/// (002_7fee2d0334f6c5d8.txt).
/// </summary>
internal static class CowPteV4Paths
{
    /// <summary>Breaks the sharing of the table above a page. False: out of memory; then the PMD entry is put back.</summary>
    public static async KernelPath<bool> Break(Cpu cpu, Mm mm, int va)
    {
        var cowed = await cpu.LoadPmd(mm.Pmd(va), MemoryOrder.Plain);
        if (mm.TableOf(va, cowed) is not { } shared)
        {
            return true;
        }

        await cpu.Lock(shared.Ptl);
        if (await cpu.Load(shared.Page.Refcount) == 1)
        {
            await cpu.StorePmd(mm.Pmd(va), cowed.MakeWritable());
            await cpu.Unlock(shared.Ptl);
            await FlushTlbPaths.FlushTlbRange(cpu, mm, shared.FirstVa, shared.FirstVa + shared.Count);
            return true;
        }

        cpu.Kernel.Tlbs.OweSlot(cpu, mm, va);
        await cpu.StorePmd(mm.Pmd(va), Pmd.None);
        await cpu.Add(mm.PgtableBytes, -1);
        await cpu.Unlock(shared.Ptl);
        if (await TablePaths.PteAlloc(cpu, mm, va) is not { } own)
        {
            await cpu.StorePmd(mm.Pmd(va), cowed);
            await cpu.Add(mm.PgtableBytes, 1);
            return false;
        }

        await cpu.Lock(own.Ptl);
        await cpu.Lock(shared.Ptl);
        await CowPteBreakPaths.Clone(cpu, shared, own.Page);
        await CowPteBreakPaths.PutUnlessLast(cpu, shared.Page);
        await cpu.Unlock(shared.Ptl);
        await cpu.Unlock(own.Ptl);
        await FlushTlbPaths.FlushTlbRange(cpu, mm, shared.FirstVa, shared.FirstVa + shared.Count);
        return true;
    }
}
