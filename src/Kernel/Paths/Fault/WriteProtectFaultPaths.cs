using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.ContPte;
using RaceSim.Kernel.Paths.Notifiers;
using RaceSim.Kernel.Paths.Oppo;
using RaceSim.Kernel.Paths.Tlbs;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.Fault;

/// <summary><c>do_wp_page</c> and <c>wp_page_copy</c> for anonymous pages (mm/memory.c). Who may reuse a page differs between builds; the rest does not.</summary>
internal static class WriteProtectFaultPaths
{
    /// <summary>A store to a read-only entry: reuses the page if it is exclusive or becomes so, else copies it. Entered with the page-table lock held, returns without.</summary>
    public static async KernelPath DoWpPage(Cpu cpu, PageTable table, int va, Pte orig)
    {
        if (cpu.Mm!.FindVma(va) is { IsShared: true })
        {
            throw new ModelException($"{cpu.Mm.Name} stores to page {va} of a shared mapping, whose faults are not modelled");
        }

        if (orig.IsUffdWp)
        {
            throw new ModelException($"{cpu.Mm.Name} stores to page {va}, which is write-protected for userfaultfd: its faults are not modelled");
        }

        cpu.Machine.Reach(cpu.Kernel.Events.WriteProtectFault);
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

        var decision = folio is null ? Reuse.Copy : await CanReuse(cpu, table, va, orig, folio, page);
        if (decision == Reuse.Reuse)
        {
            await WpPageReuse(cpu, table, va, orig, folio!);
        }
        else if (decision == Reuse.Copy)
        {
            await CopyOldPage(cpu, table, va, orig, folio, page);
        }
    }

    /// <summary>Each build's own way to decide.</summary>
    private static async KernelPath<Reuse> CanReuse(Cpu cpu, PageTable table, int va, Pte orig, Folio folio, int page)
    {
        if (cpu.Kernel.Build.ReuseByMapcount)
        {
            return await OppoReusePaths.CanReusePage(cpu, folio, page) ? Reuse.Reuse : Reuse.Copy;
        }

        return cpu.Kernel.Build.WriteFault switch
        {
            WriteFault.Mapcount => await ReuseByMapcountPaths.DoWpPage58(cpu, table, va, orig, folio),
            WriteFault.Exclusive => await ReuseByCountPaths.WpCanReuseAnonFolio(cpu, folio, page),
            WriteFault.PageMapcount => await ReuseByCountPaths.DoWpPageByMapcount(cpu, folio, page),
            _ => await ReuseByCountPaths.DoWpPage59(cpu, folio, page),
        };
    }

    private static async KernelPath WpPageReuse(Cpu cpu, PageTable table, int va, Pte orig, Folio folio)
    {
        cpu.Machine.Reach(cpu.Kernel.Events.WpReused);
        await SetWritable(cpu, table, va, orig);
        await cpu.Unlock(table.Ptl);
        if (cpu.Kernel.Build.UnlocksFolioLate)
        {
            await cpu.Unlock(folio.Lock); // Nothing keeps the page mapped, or even allocated, by now (D06).
        }
    }

    private static async KernelPath CopyOldPage(Cpu cpu, PageTable table, int va, Pte orig, Folio? folio, int page)
    {
        if (folio is not null)
        {
            await cpu.Add(folio.Refcount, 1);
        }

        await cpu.Unlock(table.Ptl);
        await WpPageCopy(cpu, table, va, orig, folio, page);
    }

    private static async KernelPath SetWritable(Cpu cpu, PageTable table, int va, Pte orig)
    {
        if (orig.IsCont)
        {
            await ContPtePaths.ContpteTryUnfold(cpu, table, va); // ptep_set_access_flags: W changes for one entry only
        }

        await cpu.StorePte(table.At(va), orig.MakeNonCont().MakeYoung().MakeDirty().MakeWritable());
        await FlushTlbPaths.FlushTlbFixSpuriousFault(cpu, table.Mm, va);
    }

    private static async KernelPath WpPageCopy(Cpu cpu, PageTable table, int va, Pte orig, Folio? old, int page)
    {
        await cpu.Take(AllocateEffect.Instance, OperationKind.Allocate, 1);
        var copy = AllocateEffect.Taken(cpu) ?? throw new ModelException("the scenario has no spare page left for a copy on write; raise 'spares: pages'");
        var data = await cpu.Load(cpu.Kernel.ContentOf(orig.Pfn), MemoryOrder.Plain);
        await cpu.Store(copy.Content, data, MemoryOrder.Plain);
        cpu.Machine.Reach(cpu.Kernel.Events.WpCopied);
        cpu.Machine.Ledger?.CopyPage();
        await cpu.Barrier(MemoryOrder.WriteBarrier);
        var notifies = !cpu.Kernel.Build.Has(TableMutation.NoNotifierInCopy);
        if (notifies)
        {
            await NotifierPaths.InvalidateRangeStart(cpu, table.Mm, va, va + 1);
        }

        await cpu.Lock(table.Ptl);
        if (await cpu.LoadPte(table.At(va)) != orig)
        {
            await EndCopy(cpu, table, notifies);
            await cpu.Add(copy.Refcount, -1);
            await Put(cpu, old);
            return;
        }

        if (old is null)
        {
            await cpu.Add(table.Mm.Rss(RssKind.Anon), 1);
        }

        var lowersFirst = cpu.Kernel.Build.Has(Mutation.LowerOldMapcountFirst);
        if (lowersFirst && old is not null)
        {
            await cpu.Add(old.Mapcount(page), -1);
        }

        await PteHelpers.PtepGetAndClear(cpu, table, va); // ptep_clear_flush
        await FlushTlbPaths.FlushTlbRange(cpu, table.Mm, va, va + 1);
        await cpu.Store(copy.Mapcount(0), 1);
        if (cpu.Kernel.Build.AnonExclusive)
        {
            await cpu.Store(copy.AnonExclusive, 1);
        }

        await PteHelpers.SetPtes(cpu, table, va, Pte.Present(copy.Pfn, writable: true), 1);
        if (old is not null && !lowersFirst)
        {
            await cpu.Add(old.Mapcount(page), -1); // After the switch and the flush: another owner may reuse the page now.
        }

        await EndCopy(cpu, table, notifies);
        await Put(cpu, old);
        await Put(cpu, old);
    }

    private static async KernelPath EndCopy(Cpu cpu, PageTable table, bool notifies)
    {
        await cpu.Unlock(table.Ptl);
        if (notifies)
        {
            await NotifierPaths.InvalidateRangeEnd(cpu, table.Mm);
        }
    }

    private static async KernelPath Put(Cpu cpu, Folio? folio)
    {
        if (folio is not null)
        {
            await cpu.Add(folio.Refcount, -1);
        }
    }
}
