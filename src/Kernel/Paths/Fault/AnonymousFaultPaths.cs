using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.ContPte;
using RaceSim.Kernel.Paths.Tables;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.Fault;

/// <summary><c>do_anonymous_page</c> with large folios (mm/memory.c, v6.16).</summary>
internal static class AnonymousFaultPaths
{
    /// <summary>Maps the zero page for a load, a fresh folio for a store: a whole block if its entries are all none, else one page.</summary>
    public static async KernelPath DoAnonymousPage(Cpu cpu, Vma vma, PageTable table, int va, bool isStore)
    {
        if (vma.IsShared)
        {
            throw new ModelException($"a fault finds nothing at page {va} of a shared mapping, whose faults are not modelled");
        }

        if (!isStore)
        {
            await ZeroPagePaths.MapZeroPage(cpu, vma, table, va);
            return;
        }

        var (start, count) = await AllocAnonFolioRange(cpu, vma, table, va);
        await cpu.Take(AllocateEffect.Instance, OperationKind.Allocate, count);
        var folio = AllocateEffect.Taken(cpu);
        if (folio is null)
        {
            start = va;
            count = 1;
            await cpu.Take(AllocateEffect.Instance, OperationKind.Allocate, 1);
            folio = AllocateEffect.Taken(cpu) ?? throw new ModelException("the scenario has no spare page left for an anonymous fault; raise 'spares: pages'");
        }

        if (cpu.Kernel.HasRecycledPages)
        {
            for (var i = 0; i < count; i++)
            {
                await cpu.Store(cpu.Kernel.ContentOf(folio.Pfn + i), 0); // folio_zero_user
            }
        }

        if (!cpu.Kernel.Build.Has(Mutation.NoUptodateBarrier))
        {
            await cpu.Barrier(MemoryOrder.WriteBarrier); // __folio_mark_uptodate
        }

        await cpu.Lock(table.Ptl);
        for (var i = 0; i < count; i++)
        {
            var pte = await cpu.LoadPte(table.At(start + i));
            if ((!pte.IsNone || !await TablePaths.IsStillMapped(cpu, table)) && !cpu.Kernel.Build.Has(Mutation.NoFaultRecheck))
            {
                cpu.Machine.Reach(cpu.Kernel.Events.SpuriousFault);
                await cpu.Unlock(table.Ptl);
                await cpu.Add(folio.Refcount, -1);
                return;
            }
        }

        if (count == 1 && HasRoomForBlock(cpu, vma, va))
        {
            cpu.Machine.Reach(cpu.Kernel.Events.SmallFolioFallback);
        }

        await MapAnonFolio(cpu, vma, table, start, folio, count);
        await cpu.Unlock(table.Ptl);
    }

    /// <summary>Maps a fresh folio, with the table's lock held.</summary>
    public static async KernelPath MapAnonFolio(Cpu cpu, Vma vma, PageTable table, int start, Folio folio, int count)
    {
        if (count > 1)
        {
            cpu.Machine.Reach(cpu.Kernel.Events.LargeFolioMapped);
        }

        if (cpu.Kernel.Build.ContPte == ContPteMode.Explicit && count == cpu.Kernel.Constants.ContPtes)
        {
            await cpu.Add(table.Mm.Rss(RssKind.Anon), count);
            await cpu.Store(folio.EntireMapcount, 1); // One reference and one entire mapping for the whole block.
            for (var i = 0; i < count; i++)
            {
                await cpu.Store(folio.AnonExclusive.At(i), 1);
            }

            var block = Pte.Present(folio.Pfn, vma.IsWritable).MakeCont();
            await PteHelpers.SetPtes(cpu, table, start, block, count);
            return;
        }

        if (count > 1)
        {
            await cpu.Add(folio.Refcount, count - 1);
        }

        await cpu.Add(table.Mm.Rss(RssKind.Anon), count);
        for (var i = 0; i < count; i++)
        {
            await cpu.Store(folio.Mapcount(i), 1);
            if (cpu.Kernel.Build.AnonExclusive)
            {
                await cpu.Store(folio.AnonExclusive.At(i), 1);
            }
        }

        await PteHelpers.SetPtes(cpu, table, start, Pte.Present(folio.Pfn, vma.IsWritable), count);
    }

    /// <summary><c>alloc_anon_folio</c>'s choice of order: a block if it lies in the VMA and a lockless look finds all its entries none.</summary>
    private static async KernelPath<(int Start, int Count)> AllocAnonFolioRange(Cpu cpu, Vma vma, PageTable table, int va)
    {
        var block = cpu.Kernel.Constants.ContPtes;
        var start = va / block * block;
        if (!HasRoomForBlock(cpu, vma, va))
        {
            return (va, 1);
        }

        for (var i = 0; i < block; i++)
        {
            var pte = await cpu.LoadPte(table.At(start + i)); // pte_range_none, without the lock
            if (!pte.IsNone)
            {
                return (va, 1);
            }
        }

        return (start, block);
    }

    private static bool HasRoomForBlock(Cpu cpu, Vma vma, int va)
    {
        var block = cpu.Kernel.Constants.ContPtes;
        var start = va / block * block;
        return block > 1 && start >= vma.Start && start + block <= vma.End;
    }
}
