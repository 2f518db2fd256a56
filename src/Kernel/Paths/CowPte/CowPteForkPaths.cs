using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.Fork;
using RaceSim.Kernel.Paths.Swap;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.CowPte;

/// <summary><c>copy_cow_pte_range</c> of COW-PTE v5 (patch 3): the child gets the parent's table, and counts of its own for every entry.</summary>
internal static class CowPteForkPaths
{
    /// <summary>Shares the table above pages <paramref name="va"/> to <paramref name="end"/> - 1, which lie in one VMA.</summary>
    public static async KernelPath CopyCowPteRange(Cpu cpu, Mm dst, Mm src, Vma vma, int va, int end)
    {
        if (cpu.Kernel.Build.Tables == TableSharing.CowPteV2)
        {
            await CowPteV2ForkPaths.Share(cpu, dst, src, vma, va);
            return;
        }

        var table = src.TableOf(va, await cpu.LoadPmd(src.Pmd(va)))!;
        if ((await cpu.LoadPmd(dst.Pmd(va))).IsNone)
        {
            await cpu.Lock(dst.PmdLock!);
            await cpu.Lock(table.Ptl);
            await cpu.Add(table.Page.Refcount, 1);
            await cpu.Add(dst.PgtableBytes, 1);
            await cpu.StorePmd(dst.Pmd(va), Pmd.Of(table.Id).WriteProtect());
            cpu.Kernel.Tlbs.OweSlot(cpu, src, va);
            await cpu.Rmw(src.Pmd(va), RmwKind.Exchange, Pmd.Of(table.Id).WriteProtect().Bits);
            await cpu.Unlock(table.Ptl);
            await cpu.Unlock(dst.PmdLock!);
        }

        var rss = default(RssVec);
        await cpu.Lock(table.Ptl);
        for (; va < end; va++)
        {
            var pte = await cpu.LoadPte(table.At(va));
            rss = rss.Plus(RssVec.KindOf(cpu.Kernel, pte), 1);
            await CountForChild(cpu, dst, src, vma, table, va, pte);
        }

        await RssPaths.AddMmRssVec(cpu, dst, rss, 1);
        await cpu.Unlock(table.Ptl);
    }

    private static async KernelPath CountForChild(Cpu cpu, Mm dst, Mm src, Vma vma, PageTable table, int va, Pte pte)
    {
        if (pte.Kind == PteKind.Swap)
        {
            if (!await SwapPaths.SwapDuplicate(cpu, pte.Slot))
            {
                throw new ModelException("a full swap count in a fork that shares page tables is not modelled; raise 'swap-map-max'");
            }

            await MmlistPaths.AddToMmlist(cpu, dst);
            return;
        }

        if (!pte.IsPresent || cpu.Kernel.Frame(pte.Pfn) is not { Folio: { } folio, Page: var page })
        {
            return;
        }

        await cpu.Add(folio.Refcount, 1);
        if (!await CopyPresentPaths.FolioTryDupAnonRmapPte(cpu, src, folio, page))
        {
            throw new ModelException("a pinned page in a fork that shares page tables is not modelled: the kernel then gives the child a table of its own");
        }

        if (vma.IsCow && pte.IsWritable)
        {
            cpu.Kernel.Tlbs.Owe(cpu, src, va);
            await cpu.Rmw(table.At(va), RmwKind.AndNot, Pte.WriteBit);
        }
    }
}
