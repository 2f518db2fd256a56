using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.ContPte;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.Fork;

/// <summary><c>copy_present_pte</c> and <c>copy_present_page</c>, one entry at a time (mm/memory.c, 5.19 to 6.8).</summary>
internal static class CopyPresentPaths
{
    /// <summary>Maps the parent's page in the child as well, or copies it if it may be pinned.</summary>
    public static async KernelPath<CopyResult> CopyPresentPte(Cpu cpu, ForkRange range, int va, Pte pte, Folio? prealloc)
    {
        var (folio, page) = cpu.Kernel.Frame(pte.Pfn);
        if (folio is not null)
        {
            await cpu.Add(folio.Refcount, 1);
            if (!await FolioTryDupAnonRmapPte(cpu, range.Parent, folio, page))
            {
                if (prealloc is not null || !cpu.Kernel.Build.Has(Mutation.KeepRefAtRetry))
                {
                    await cpu.Add(folio.Refcount, -1);
                }

                return await CopyPresentPage(cpu, range, va, pte, prealloc);
            }
        }

        if (range.Vma.IsCow && pte.IsWritable && !cpu.Kernel.Build.Has(Mutation.NoWriteProtect))
        {
            NoteMidBlock(cpu, range, va);
            await PteHelpers.WrprotectPtes(cpu, range.Source, va, 1);
            pte = pte.WriteProtect();
        }

        await PteHelpers.SetPtes(cpu, range.Destination, va, range.ForChild(pte), 1);
        return CopyResult.Copied(1);
    }

    /// <summary>
    /// <c>folio_try_dup_anon_rmap_pte</c>: one more mapping of an anonymous page, unless it is exclusive and may be pinned. The page is no
    /// longer exclusive afterwards.
    /// </summary>
    public static async KernelPath<bool> FolioTryDupAnonRmapPte(Cpu cpu, Mm parent, Folio folio, int page)
    {
        var build = cpu.Kernel.Build;
        if (folio.IsAnon && await cpu.Load(folio.AnonExclusive.At(page)) != 0)
        {
            if (await FolioNeedsCowForDma(cpu, parent, folio))
            {
                return false;
            }

            if (!build.Has(Mutation.KeepAnonExclusive))
            {
                await cpu.Store(folio.AnonExclusive.At(page), 0);
            }
        }

        await cpu.Add(folio.Mapcount(page), 1);
        return true;
    }

    /// <summary><c>folio_needs_cow_for_dma</c>: the mm has pinned pages, and this folio may be one.</summary>
    public static async KernelPath<bool> FolioNeedsCowForDma(Cpu cpu, Mm parent, Folio folio)
    {
        if (cpu.Kernel.Build.Has(Mutation.IgnorePins) || await cpu.Load(parent.HasPinned) == 0)
        {
            return false;
        }

        return await cpu.Load(folio.Pincount) != 0;
    }

    /// <summary><c>copy_present_page</c>: gives the child a copy in the page allocated beforehand; without one asks for it.</summary>
    public static async KernelPath<CopyResult> CopyPresentPage(Cpu cpu, ForkRange range, int va, Pte pte, Folio? prealloc)
    {
        if (prealloc is null)
        {
            return CopyResult.Again;
        }

        cpu.Machine.Reach(cpu.Kernel.Events.PageCopied);
        cpu.Machine.Ledger?.CopyPage();
        var data = await cpu.Take(ReadSourceEffect.Instance, OperationKind.Local, pte.Pfn);
        await cpu.Store(prealloc.Content, data, MemoryOrder.Plain);
        await cpu.Barrier(MemoryOrder.WriteBarrier); // __folio_mark_uptodate
        await cpu.Store(prealloc.Mapcount(0), 1);
        if (cpu.Kernel.Build.AnonExclusive)
        {
            await cpu.Store(prealloc.AnonExclusive, 1);
        }

        var copy = Pte.Present(prealloc.Pfn, range.ChildVma.IsWritable).MakeDirty().WithKeptBitsOf(pte.IsUffdWp && range.ChildVma.IsUffdWp ? pte : default);
        copy = copy.IsUffdWp ? copy.WriteProtect() : copy;
        await PteHelpers.SetPtes(cpu, range.Destination, va, copy, 1);
        return new CopyResult(1, CopyStatus.UsedPrealloc);
    }

    /// <summary>Notes that the write protection about to be done unfolds a block which was whole, only because fork entered it in its middle.</summary>
    public static void NoteMidBlock(Cpu cpu, ForkRange range, int va)
    {
        var entry = new Pte(cpu.Read(range.Source.At(va)));
        if (entry.IsCont && va % cpu.Kernel.Constants.ContPtes != 0)
        {
            cpu.Machine.Reach(cpu.Kernel.Events.ContLostInParent);
        }
    }
}
