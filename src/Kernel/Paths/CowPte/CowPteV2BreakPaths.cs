using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.Fork;
using RaceSim.Kernel.Paths.Swap;
using RaceSim.Kernel.Paths.Tables;
using RaceSim.Kernel.Paths.Tlbs;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.CowPte;

/// <summary>How an address space stops sharing a table with COW-PTE v2 (000_a2eafb100a023ec2.txt): <c>cow_pte_fallback</c> if nobody else has it, otherwise a copy of it all. Nothing holds a lock over it.</summary>
internal static class CowPteV2BreakPaths
{
    /// <summary>Breaks the sharing of the table above a page, if it is shared.</summary>
    public static async KernelPath Break(Cpu cpu, Mm mm, int va)
    {
        if (cpu.Kernel.Build.Has(TableFix.LockedAccounting))
        {
            await CowPteV2LockedPaths.Break(cpu, mm, va);
            return;
        }

        var pmd = await cpu.LoadPmd(mm.Pmd(va));
        if (!pmd.IsReadOnly)
        {
            return;
        }

        var vma = mm.FindVma(va)!;
        var shared = mm.TableOf(va, pmd)!;
        if (!cpu.Kernel.Build.Has(TableFix.NeverReuse) && await cpu.Load(shared.Page.Refcount) == 1)
        {
            await Fallback(cpu, mm, vma, va);
            return;
        }

        cpu.Kernel.Tlbs.OweSlot(cpu, mm, va);
        await cpu.StorePmd(mm.Pmd(va), Pmd.None);
        await FlushTlbPaths.FlushTlbRange(cpu, mm, shared.FirstVa, shared.FirstVa + shared.Count);
        var own = await TablePaths.PteAlloc(cpu, mm, va) ?? throw new ModelException("the allocation of a page table failed in a break of COW-PTE v2, which is not modelled");
        await cpu.Lock(own.Ptl);
        await cpu.Lock(shared.Ptl);
        await CopyEntries(cpu, mm, shared, own);
        await cpu.Unlock(shared.Ptl);
        await cpu.Unlock(own.Ptl);
        cpu.Machine.Reach(cpu.Kernel.Events.TableBroken);
        if (await cpu.Load(shared.Page.Owner, MemoryOrder.Acquire) == mm.Id + 1)
        {
            await cpu.Store(shared.Page.Owner, 0, MemoryOrder.Release);
            await CowPteV2AccountingPaths.Charge(cpu, mm, vma, shared, -1);
        }

        if (!await CowPteBreakPaths.PutUnlessLast(cpu, shared.Page))
        {
            await FreeWithPages(cpu, shared); // The others have gone meanwhile.
        }
    }

    /// <summary><c>cow_pte_fallback</c>, as posted: the table is nobody else's any more, so it becomes an ordinary one of this mm.</summary>
    public static async KernelPath Fallback(Cpu cpu, Mm mm, Vma vma, int va)
    {
        var pmd = await cpu.LoadPmd(mm.Pmd(va)); // VM_WARN_ON(pmd_write(*pmd))
        if (mm.TableOf(va, pmd) is not { } table)
        {
            return;
        }

        if (await cpu.Load(table.Page.Owner, MemoryOrder.Acquire) != mm.Id + 1)
        {
            await CowPteV2AccountingPaths.Charge(cpu, mm, vma, table, 1);
            await cpu.Barrier(MemoryOrder.WriteBarrier);
            await cpu.StorePmd(mm.Pmd(va), await cpu.LoadPmd(mm.Pmd(va)));
        }

        await cpu.Store(table.Page.Owner, 0, MemoryOrder.Release);
        var now = await cpu.LoadPmd(mm.Pmd(va));
        await cpu.StorePmd(mm.Pmd(va), now.MakeWritable());
        cpu.Machine.Reach(cpu.Kernel.Events.TableReused);
    }

    /// <summary><c>pmd_put_pte</c> with reuse: one reference less; the last one is kept, and the table becomes an ordinary one. True if it was kept.</summary>
    public static async KernelPath<bool> PutOrReuse(Cpu cpu, Mm mm, Vma vma, int va, PageTable table)
    {
        if (await CowPteBreakPaths.PutUnlessLast(cpu, table.Page))
        {
            return false;
        }

        await Fallback(cpu, mm, vma, va);
        return true;
    }

    /// <summary><c>copy_pte_range</c> from the shared table into the mm's own: pages get references and mappings of their own, and are charged to the mm.</summary>
    public static async KernelPath CopyEntries(Cpu cpu, Mm mm, PageTable shared, PageTable own)
    {
        var rss = default(RssVec);
        for (var va = shared.FirstVa; va < shared.FirstVa + shared.Count; va++)
        {
            var pte = await cpu.LoadPte(shared.At(va));
            if (pte.IsNone)
            {
                continue;
            }

            rss = rss.Plus(RssVec.KindOf(cpu.Kernel, pte), 1);
            await CopyEntry(cpu, mm, shared, own, va, pte);
        }

        await RssPaths.AddMmRssVec(cpu, mm, rss, 1);
    }

    private static async KernelPath CopyEntry(Cpu cpu, Mm mm, PageTable shared, PageTable own, int va, Pte pte)
    {
        if (pte.Kind == PteKind.Swap && !await SwapPaths.SwapDuplicate(cpu, pte.Slot))
        {
            throw new ModelException("a full swap count in a break of COW-PTE v2 is not modelled; raise 'swap-map-max'");
        }

        if (pte.IsPresent && cpu.Kernel.Frame(pte.Pfn) is { Folio: { } folio, Page: var page })
        {
            await cpu.Add(folio.Refcount, 1);
            if (!await CopyPresentPaths.FolioTryDupAnonRmapPte(cpu, mm, folio, page))
            {
                throw new ModelException("a pinned page in a break of COW-PTE v2 is not modelled: the kernel then copies the page");
            }
        }

        if (pte.IsPresent && pte.IsWritable && mm.FindVma(va) is { IsCow: true })
        {
            await cpu.Rmw(shared.At(va), RmwKind.AndNot, Pte.WriteBit); // The others cannot write through it either: their PMD entries are read-only.
            pte = pte.WriteProtect();
        }

        await cpu.StorePte(own.At(va), pte);
    }

    /// <summary>A table that nobody has any more is freed with what it maps.</summary>
    public static async KernelPath FreeWithPages(Cpu cpu, PageTable table)
    {
        for (var va = table.FirstVa; va < table.FirstVa + table.Count; va++)
        {
            var pte = await cpu.LoadPte(table.At(va));
            if (pte.Kind == PteKind.Swap)
            {
                await SwapPaths.SwapFree(cpu, pte.Slot, 1);
            }

            if (pte.IsMapping && cpu.Kernel.Frame(pte.Pfn) is { Folio: { } folio, Page: var page })
            {
                await cpu.StorePte(table.At(va), Pte.None);
                await cpu.Add(folio.Mapcount(page), -1);
                await cpu.Add(folio.Refcount, -1);
            }
        }

        await TablePaths.PteFree(cpu, table.Page);
    }
}
