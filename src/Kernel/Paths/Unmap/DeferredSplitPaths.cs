using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;

namespace RaceSim.Kernel.Paths.Unmap;

/// <summary><c>deferred_split_folio</c> (mm/huge_memory.c and mm/rmap.c, v6.16): a large folio of which a page is mapped no more waits to be split under memory pressure.</summary>
internal static class DeferredSplitPaths
{
    /// <summary>Queues the folio that has just lost the last mapping of <paramref name="page"/>, if others of its pages are mapped.</summary>
    public static async KernelPath NotePartlyMapped(Cpu cpu, Folio folio, int page)
    {
        if (cpu.Kernel.Build.Has(Mutation.FreePartAtUnmap))
        {
            await cpu.Store(folio.PagesFreed.At(page), 1);
        }

        for (var other = 0; other < folio.Pages; other++)
        {
            if (await cpu.Load(folio.Mapcount(other)) != 0)
            {
                cpu.Machine.Reach(cpu.Kernel.Events.DeferredSplit);
                await cpu.Store(folio.Deferred, 1);
                return;
            }
        }
    }
}
