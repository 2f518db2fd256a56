using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;

namespace RaceSim.Kernel.Paths.Fork;

/// <summary>
/// <c>copy_one_pte</c> of 5.8 to 5.9-rc6 (mm/memory.c) and what S001's two patches (df3a57d1f607, 79a1971c5f14) make of it. The three forms differ in who tests
/// whether the entry is present and in how often it is loaded, all of it under both page-table locks.
/// </summary>
internal static class CopyOnePtePaths
{
    /// <summary>Copies one entry, in the build's form.</summary>
    public static async KernelPath<CopyResult> Copy(Cpu cpu, ForkRange range, int va, Folio? prealloc)
    {
        if (cpu.Kernel.Build.Fork != ForkCopy.SplitPresent)
        {
            return await CopyOnePte(cpu, range, va);
        }

        // Patch 2: the caller, copy_pte_range, tells the two cases apart.
        var pte = await cpu.LoadPte(range.Source.At(va));
        if (!pte.IsPresent)
        {
            var result = await CopyNonpresentPte59(cpu, range, va);
            if (result.Status != CopyStatus.Copied || !cpu.Kernel.Build.Has(Mutation.FallThroughNonpresent))
            {
                return result;
            }

            // The mutant: "progress += 8; continue" is missing.
            return (await CopyPresentPte59(cpu, range, va)) with { CountedAgain = RssOf(cpu, pte.Pfn) };
        }

        return cpu.Kernel.Build.CopiesPinnedEarly ? await CopyPresentPte510(cpu, range, va, pte, prealloc) : await CopyPresentPte59(cpu, range, va);
    }

    /// <summary><c>copy_present_pte</c> from 5.9-rc8 to 5.18 (70e806e4e645): a page that may be pinned is copied at once; the parent is protected after the page is counted.</summary>
    private static async KernelPath<CopyResult> CopyPresentPte510(Cpu cpu, ForkRange range, int va, Pte pte, Folio? prealloc)
    {
        var (folio, page) = cpu.Kernel.Frame(pte.Pfn);
        if (folio is { IsAnon: true } && range.Vma.IsCow && await CopyPresentPaths.FolioNeedsCowForDma(cpu, range.Parent, folio))
        {
            return await CopyPresentPaths.CopyPresentPage(cpu, range, va, pte, prealloc);
        }

        if (folio is not null)
        {
            await cpu.Add(folio.Refcount, 1);
            await cpu.Add(folio.Mapcount(page), 1);
        }

        if (range.Vma.IsCow && pte.IsWritable && !cpu.Kernel.Build.Has(Mutation.NoWriteProtect))
        {
            cpu.Kernel.Tlbs.Owe(cpu, range.Parent, va);
            await cpu.Rmw(range.Source.At(va), RmwKind.AndNot, Pte.WriteBit);
            pte = pte.WriteProtect();
        }

        await cpu.StorePte(range.Destination.At(va), range.ForChild(pte));
        return CopyResult.Copied(1);
    }

    /// <summary>Before patch 2: one function for both, with a common end before patch 1.</summary>
    private static async KernelPath<CopyResult> CopyOnePte(Cpu cpu, ForkRange range, int va)
    {
        var pte = await cpu.LoadPte(range.Source.At(va));
        if (pte.IsPresent)
        {
            return await CopyPresentPte59(cpu, range, va, pte);
        }

        if (cpu.Kernel.Build.Fork == ForkCopy.SplitNonpresent)
        {
            return await CopyNonpresentPte59(cpu, range, va);
        }

        if (await CopyNonpresent(cpu, range, va, pte) is not { } copy)
        {
            return Failed(cpu, pte);
        }

        await cpu.StorePte(range.Destination.At(va), copy); // out_set_pte
        return CopyResult.Copied(1);
    }

    /// <summary><c>copy_nonpresent_pte</c> as patch 1 makes it: loads the entry itself, ends with a store of its own.</summary>
    private static async KernelPath<CopyResult> CopyNonpresentPte59(Cpu cpu, ForkRange range, int va)
    {
        var pte = await cpu.LoadPte(range.Source.At(va));
        if (await CopyNonpresent(cpu, range, va, pte) is not { } copy)
        {
            return Failed(cpu, pte);
        }

        await cpu.StorePte(range.Destination.At(va), copy);
        return CopyResult.Copied(1);
    }

    /// <summary>The code that patch 1 moves. Null if the swap count is full. In this era userfaultfd's bit of a non-present entry goes to every child.</summary>
    private static async KernelPath<Pte?> CopyNonpresent(Cpu cpu, ForkRange range, int va, Pte pte)
    {
        switch (pte.Kind)
        {
            case PteKind.Swap:
                return await CopyNonpresentPaths.DuplicateSwap(cpu, range, pte) ? pte : null;
            case PteKind.Migration:
                return await CopyNonpresentPaths.CopyMigration(cpu, range, va, pte, pte.Mode == MigrationMode.Writable);
            case PteKind.DevicePrivate:
                return await CopyNonpresentPaths.CopyDevicePrivate(cpu, range, va, pte);
            default:
                throw new ModelException($"{range.Parent.Name} has {pte} at page {va}, which {cpu.Kernel.Build.Name} does not know");
        }
    }

    private static async KernelPath<CopyResult> CopyPresentPte59(Cpu cpu, ForkRange range, int va) =>
        await CopyPresentPte59(cpu, range, va, await cpu.LoadPte(range.Source.At(va)));

    /// <summary>The rest of <c>copy_one_pte</c>, after patch 2 <c>copy_present_pte</c>: the parent is protected before the page is counted, and it cannot fail.</summary>
    private static async KernelPath<CopyResult> CopyPresentPte59(Cpu cpu, ForkRange range, int va, Pte pte)
    {
        if (range.Vma.IsCow && pte.IsWritable && !cpu.Kernel.Build.Has(Mutation.NoWriteProtect))
        {
            cpu.Kernel.Tlbs.Owe(cpu, range.Parent, va);
            await cpu.Rmw(range.Source.At(va), RmwKind.AndNot, Pte.WriteBit);
            pte = pte.WriteProtect();
        }

        var (folio, page) = cpu.Kernel.Frame(pte.Pfn);
        if (folio is not null)
        {
            await cpu.Add(folio.Refcount, 1);
            await cpu.Add(folio.Mapcount(page), 1);
        }

        await cpu.StorePte(range.Destination.At(va), range.ForChild(pte));
        return CopyResult.Copied(1);
    }

    // "return entry.val": 0 would say that all went well, but slot 0 is the device's header and in nobody's entry.
    private static CopyResult Failed(Cpu cpu, Pte pte) => cpu.Kernel.Build.Has(Mutation.EntryValueAsStatus) && pte.Slot == 0
        ? new CopyResult(1, CopyStatus.Skipped)
        : CopyResult.Stopped(CopyStatus.NeedsContinuation);

    private static RssKind? RssOf(Cpu cpu, int pfn) => cpu.Kernel.Frame(pfn).Folio?.Counter;
}
