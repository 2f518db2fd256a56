using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.Tables;

namespace RaceSim.Kernel.Paths.Observers;

/// <summary>Code that compares a folio's counters to find out whether somebody else holds a reference.</summary>
internal static class FolioObserverPaths
{
    /// <summary>
    /// <c>write_protect_page</c> of KSM (mm/ksm.c, v6.16), the part that decides: "mapcount + 1 + swapcache == refcount" under the page-table lock of the scanned mm, with a reference
    /// of its own. Marks the folio as free of foreign references if so.
    /// </summary>
    public static async KernelPath WriteProtectPage(Cpu cpu, Mm scanned, Folio folio, int va)
    {
        var table = await TablePaths.Find(cpu, scanned, va) ?? throw new ModelException($"{scanned.Name} has no page table at page {va}");
        if (await cpu.Rmw(folio.Refcount, RmwKind.AddUnlessZero, 1) == 0) // found mapped by scan_get_next_rmap_item, or passed over
        {
            return;
        }

        await cpu.Lock(folio.Lock);
        await cpu.Lock(table.Ptl);
        var mapcount = await cpu.Load(folio.Mapcount(0));
        var refcount = await cpu.Load(folio.Refcount);
        var swapped = cpu.Read(folio.SwapCached) * folio.Pages; // Written under the folio lock, which is held.
        var isAlone = mapcount + 1 + swapped == refcount;
        cpu.Machine.Ledger?.Return(new ReturnedValue(cpu.Id, "ksm-scan", va, isAlone ? 1 : 0));
        if (isAlone)
        {
            cpu.Machine.Reach(cpu.Kernel.Events.ObserverDecided);
            await cpu.Store(folio.NoForeignReference, 1);
            await cpu.Store(folio.NoForeignReference, 0);
        }

        await cpu.Unlock(table.Ptl);
        await cpu.Unlock(folio.Lock);
        await cpu.Add(folio.Refcount, -1);
    }
}
