using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;

namespace RaceSim.Kernel.Paths.Observers;

/// <summary>Others who take a folio's lock, or look for its mappings by rmap.</summary>
internal static class PageLockPaths
{
    /// <summary>Somebody who found the page without its mappings, by frame number or on the LRU list: takes a reference, locks, unlocks, puts (<c>page_idle_get_folio</c> and its like).</summary>
    public static async KernelPath LockPage(Cpu cpu, Folio folio)
    {
        if (await cpu.Rmw(folio.Refcount, RmwKind.AddUnlessZero, 1) == 0)
        {
            return;
        }

        await cpu.Lock(folio.Lock);
        await cpu.Unlock(folio.Lock);
        await cpu.Add(folio.Refcount, -1);
    }

    /// <summary>
    /// <c>page_referenced</c>, by a thread that reclaims memory itself (mm/rmap.c): clears the accessed bit of every mapping of the folio that an rmap walk finds. A page with an anon_vma of its own is
    /// looked for there only.
    /// </summary>
    public static async KernelPath PageReferenced(Cpu cpu, Folio folio, int va)
    {
        if (await cpu.Rmw(folio.Refcount, RmwKind.AddUnlessZero, 1) == 0)
        {
            return;
        }

        if (await cpu.TryLock(folio.Lock))
        {
            var owner = await cpu.Load(folio.OwnAnonVma);
            await cpu.Lock(cpu.Kernel.AnonVma!, shared: true);
            foreach (var mm in cpu.Kernel.Mms)
            {
                if ((owner == 0 || owner == mm.Id + 1) && await cpu.Load(mm.Linked) != 0 && await cpu.Load(mm.Pmd(va)) != 0)
                {
                    await PageReferencedOne(cpu, mm.Table(va), folio, va);
                }
            }

            await cpu.Unlock(cpu.Kernel.AnonVma!, shared: true);
            await cpu.Unlock(folio.Lock);
        }

        await cpu.Add(folio.Refcount, -1);
    }

    private static async KernelPath PageReferencedOne(Cpu cpu, PageTable table, Folio folio, int va)
    {
        var isFound = false;
        await cpu.Lock(table.Ptl);
        for (var page = 0; page < folio.Pages; page++)
        {
            var pte = await cpu.LoadPte(table.At(va + page));
            if (pte.IsPresent && pte.Pfn == folio.Pfn + page)
            {
                isFound = true;
                await cpu.Rmw(table.At(va + page), RmwKind.AndNot, Pte.YoungBit);
            }
        }

        await cpu.Unlock(table.Ptl);
        if (!isFound)
        {
            cpu.Machine.Reach(cpu.Kernel.Events.RmapInVain);
        }
    }
}
