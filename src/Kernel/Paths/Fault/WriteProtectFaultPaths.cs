using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.ContPte;
using RaceSim.Kernel.Paths.Oppo;
using RaceSim.Kernel.Paths.Tlbs;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.Fault;

/// <summary><c>do_wp_page</c> and <c>wp_page_copy</c> for anonymous pages (mm/memory.c, 5.19 to 6.14).</summary>
internal static class WriteProtectFaultPaths
{
    /// <summary>A store to a read-only entry: reuses the page if it is exclusive or becomes so, else copies it. Entered with the page-table lock held, returns without.</summary>
    public static async KernelPath DoWpPage(Cpu cpu, PageTable table, int va, Pte orig)
    {
        if (orig.IsUffdWp)
        {
            throw new ModelException($"{cpu.Mm!.Name} stores to page {va}, which is write-protected for userfaultfd: its faults are not modelled");
        }

        cpu.Machine.Reach(cpu.Kernel.Events.WriteProtectFault);
        if (cpu.Mm!.FindVma(va) is { IsShared: true })
        {
            await SharedFaultPaths.WpPageShared(cpu, table, va, orig);
            return;
        }

        var (folio, page) = cpu.Kernel.Frame(orig.Pfn);
        if (orig.IsCont && orig.IsSpecial)
        {
            await ZeroPagePaths.DoWpZeroBlock(cpu, cpu.Mm!.FindVma(va)!, table, va);
            return;
        }

        if (orig.IsCont && cpu.Kernel.Build.ContPte == ContPteMode.Explicit)
        {
            // The core has to split the block before one page of it can go its own way; the fault is then taken again.
            if (!cpu.Kernel.Build.ReuseByMapcount || !await OppoReusePaths.ReuseBlock(cpu, table, va, folio!))
            {
                await OppoSplitPaths.SplitContPte(cpu, table, va);
            }

            await cpu.Unlock(table.Ptl);
            return;
        }

        if (folio is not null && await WpCanReuseAnonFolio(cpu, folio, page))
        {
            await SetWritable(cpu, table, va, orig);
            await cpu.Unlock(table.Ptl);
            return;
        }

        if (folio is not null)
        {
            await cpu.Add(folio.Refcount, 1);
        }

        await cpu.Unlock(table.Ptl);
        await WpPageCopy(cpu, table, va, orig, folio, page);
    }

    private static async KernelPath<bool> WpCanReuseAnonFolio(Cpu cpu, Folio folio, int page)
    {
        if (cpu.Kernel.Build.ReuseByMapcount)
        {
            return await OppoReusePaths.CanReusePage(cpu, folio, page);
        }

        if (cpu.Kernel.Build.AnonExclusive && await cpu.Load(folio.AnonExclusive.At(page)) != 0)
        {
            return true;
        }

        if (await cpu.Load(folio.Refcount) != 1)
        {
            return false; // A large folio too is reused if this page is the only one still mapped.
        }

        if (cpu.Kernel.Build.Has(Mutation.WaitForFolioLock))
        {
            await cpu.Lock(folio.Lock);
        }
        else if (!await cpu.TryLock(folio.Lock))
        {
            return false;
        }

        var alone = await cpu.Load(folio.Refcount) == 1;
        await cpu.Unlock(folio.Lock);
        if (alone && cpu.Kernel.Build.AnonExclusive)
        {
            await cpu.Store(folio.AnonExclusive.At(page), 1);
        }

        return alone;
    }

    private static async KernelPath SetWritable(Cpu cpu, PageTable table, int va, Pte orig)
    {
        await PteAccess.PtepSetAccessFlags(cpu, table, va, orig.MakeYoung().MakeDirty().MakeWritable());
        await FlushTlbPaths.FlushTlbFixSpuriousFault(cpu, table.Mm, va);
    }

    private static async KernelPath WpPageCopy(Cpu cpu, PageTable table, int va, Pte orig, Folio? old, int page)
    {
        await cpu.Take(AllocateEffect.Instance, OperationKind.Allocate, 1);
        var copy = AllocateEffect.Taken(cpu) ?? throw new ModelException("the scenario has no spare page left for a copy on write; raise 'spares: pages'");
        var data = await cpu.Load(cpu.Kernel.ContentOf(orig.Pfn), MemoryOrder.Plain);
        await cpu.Store(copy.Content, data, MemoryOrder.Plain);
        cpu.Machine.Ledger?.CopyPage();
        await cpu.Barrier(MemoryOrder.WriteBarrier);
        await cpu.Lock(table.Ptl);
        if (await PteHelpers.PtepGet(cpu, table, va) != orig)
        {
            await cpu.Unlock(table.Ptl);
            await cpu.Add(copy.Refcount, -1);
            await Put(cpu, old);
            return;
        }

        if (old is null)
        {
            await cpu.Add(table.Mm.Rss(RssKind.Anon), 1);
        }

        await PteHelpers.PtepGetAndClear(cpu, table, va); // ptep_clear_flush
        await FlushTlbPaths.FlushTlbRange(cpu, table.Mm, va, va + 1);
        await cpu.Store(copy.Mapcount(0), 1);
        if (cpu.Kernel.Build.AnonExclusive)
        {
            await cpu.Store(copy.AnonExclusive, 1);
        }

        await PteHelpers.SetPtes(cpu, table, va, Pte.Present(copy.Pfn, writable: true), 1);
        if (old is not null)
        {
            await cpu.Add(old.Mapcount(page), -1); // After the switch and the flush: another owner may reuse the page now.
        }

        await cpu.Unlock(table.Ptl);
        await Put(cpu, old);
        await Put(cpu, old);
    }

    private static async KernelPath Put(Cpu cpu, Folio? folio)
    {
        if (folio is not null)
        {
            await cpu.Add(folio.Refcount, -1);
        }
    }
}
