using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.Tlbs;

namespace RaceSim.Kernel.Paths.Oppo;

/// <summary>OPPO's split of a contiguous block into single pages, with the folio lock taken by trylock (the sleeping form is claim E19).</summary>
internal static class OppoSplitPaths
{
    /// <summary>Turns one reference and one entire mapping into one of each for every page, and rewrites the block without the contiguous bit.</summary>
    public static async KernelPath SplitContPte(Cpu cpu, PageTable table, int start, Folio folio)
    {
        var block = cpu.Kernel.Constants.ContPtes;
        cpu.Machine.Reach(cpu.Kernel.Events.OppoSplit);
        var locked = await cpu.TryLock(folio.Lock);
        await cpu.Add(folio.Refcount, block - 1);
        var first = await cpu.LoadPte(table.At(start));
        for (var i = 0; i < block; i++)
        {
            cpu.Kernel.Tlbs.Owe(cpu, table.Mm, start + i);
            var old = await cpu.Rmw(table.At(start + i), RmwKind.Exchange, 0);
            first = first.WithAccessedDirtyOf(new Pte(old));
        }

        await FlushTlbPaths.FlushTlbRange(cpu, table.Mm, start, start + block);
        for (var i = 0; i < block; i++)
        {
            await cpu.StorePte(table.At(start + i), first.Advance(i).MakeNonCont());
            await cpu.Add(folio.Mapcount(i), 1);
        }

        await cpu.Add(folio.EntireMapcount, -1);
        if (locked)
        {
            await cpu.Unlock(folio.Lock);
        }
    }
}
