using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.Tables;
using RaceSim.Kernel.Paths.Tlbs;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.Fault;

/// <summary>
/// Read faults where nothing is mapped (<c>do_anonymous_page</c>, mm/memory.c, v6.16), and OPPO's form of them: a contiguous block of a huge zero page
/// (<c>set_cont_pte_huge_zero_page</c>), which a write replaces by a large folio.
/// </summary>
internal static class ZeroPagePaths
{
    /// <summary>Maps the zero page, or where the build has one the block of zeroes if the whole block is empty.</summary>
    public static async KernelPath MapZeroPage(Cpu cpu, Vma vma, PageTable table, int va)
    {
        var block = cpu.Kernel.Constants.ContPtes;
        var start = va / block * block;
        await cpu.Lock(table.Ptl);
        if (cpu.Kernel.Build.ZeroBlock && start >= vma.Start && start + block <= vma.End && await IsEmpty(cpu, table, start, block))
        {
            for (var i = 0; i < block; i++)
            {
                await cpu.StorePte(table.At(start + i), Pte.ZeroPage(cpu.Kernel.ZeroBlockPfn + i).MakeCont());
            }
        }
        else if ((await cpu.LoadPte(table.At(va))).IsNone && await TablePaths.IsStillMapped(cpu, table))
        {
            await cpu.StorePte(table.At(va), Pte.ZeroPage(KernelInstance.ZeroPfn));
            if (table.Mm.Pool is not null && cpu.Cells.Read(table.Page.Refcount) > 1) // Changes under the lock that is held.
            {
                cpu.Machine.Reach(cpu.Kernel.Events.SharedZeroPage);
            }
        }

        await cpu.Unlock(table.Ptl);
    }

    /// <summary>A write to a block of zeroes: a large folio takes its place. Entered with the page-table lock held, returns without.</summary>
    public static async KernelPath DoWpZeroBlock(Cpu cpu, Vma vma, PageTable table, int va)
    {
        var block = cpu.Kernel.Constants.ContPtes;
        var start = va / block * block;
        var first = await cpu.LoadPte(table.At(start));
        await cpu.Unlock(table.Ptl);
        await cpu.Take(AllocateEffect.Instance, OperationKind.Allocate, block);
        var folio = AllocateEffect.Taken(cpu) ?? throw new ModelException("the scenario has no spare block left for a write to a block of zeroes; raise 'spares: blocks'");
        await cpu.Barrier(MemoryOrder.WriteBarrier); // __folio_mark_uptodate
        await cpu.Lock(table.Ptl);
        if (await cpu.LoadPte(table.At(start)) != first)
        {
            await cpu.Unlock(table.Ptl);
            await cpu.Add(folio.Refcount, -1);
            return;
        }

        for (var i = 0; i < block; i++)
        {
            cpu.Kernel.Tlbs.Owe(cpu, table.Mm, start + i);
            await cpu.Rmw(table.At(start + i), RmwKind.Exchange, 0);
        }

        await FlushTlbPaths.FlushTlbRange(cpu, table.Mm, start, start + block);
        await AnonymousFaultPaths.MapAnonFolio(cpu, vma, table, start, folio, block);
        await cpu.Unlock(table.Ptl);
    }

    private static async KernelPath<bool> IsEmpty(Cpu cpu, PageTable table, int start, int block)
    {
        for (var i = 0; i < block; i++)
        {
            if (!(await cpu.LoadPte(table.At(start + i))).IsNone)
            {
                return false;
            }
        }

        return true;
    }
}
