using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.Swap;

namespace RaceSim.Kernel.Paths.Fork;

/// <summary><c>copy_nonpresent_pte</c> (mm/memory.c, v6.16).</summary>
internal static class CopyNonpresentPaths
{
    /// <summary>Copies a non-present entry.</summary>
    public static async KernelPath<CopyResult> CopyNonpresentPte(Cpu cpu, ForkRange range, int va)
    {
        var pte = await cpu.LoadPte(range.Source.At(va));
        switch (pte.Kind)
        {
            case PteKind.Swap:
                if (!await DuplicateSwap(cpu, range, pte))
                {
                    return CopyResult.Stopped(CopyStatus.NeedsContinuation);
                }

                if (pte.IsSwapExclusive)
                {
                    pte = pte.ClearExclusive();
                    await cpu.StorePte(range.Source.At(va), pte);
                }

                break;
            case PteKind.Migration:
                pte = await CopyMigration(cpu, range, va, pte, pte.Mode != MigrationMode.Readable);
                break;
            case PteKind.DevicePrivate:
                pte = await CopyDevicePrivate(cpu, range, va, pte);
                break;
            case PteKind.DeviceExclusive:
                // Made present again, and then copied as any present entry.
                return CopyResult.Stopped(await TryRestoreExclusivePte(cpu, range, va, pte) ? CopyStatus.NowPresent : CopyStatus.Busy);
            case PteKind.Marker:
                // copy_pte_marker: userfaultfd's means nothing to a child that does not want it.
                if (pte.Marker != MarkerKind.UffdWp || range.ChildVma.IsUffdWp)
                {
                    await cpu.StorePte(range.Destination.At(va), pte);
                }

                return CopyResult.Copied(1);
        }

        await cpu.StorePte(range.Destination.At(va), range.ChildVma.IsUffdWp ? pte : pte.ClearUffdWp());
        return CopyResult.Copied(1);
    }

    /// <summary>One more reference of the slot, and the child on swapoff's list. False if the count is full: then nothing has changed.</summary>
    public static async KernelPath<bool> DuplicateSwap(Cpu cpu, ForkRange range, Pte pte)
    {
        var build = cpu.Kernel.Build;
        if (!await SwapPaths.SwapDuplicate(cpu, pte.Slot))
        {
            if (build.Has(Mutation.ExtendCountUnderLocks))
            {
                await SwapPaths.AddSwapCountContinuationSleeping(cpu, pte.Slot);
                return await DuplicateSwap(cpu, range, pte);
            }

            if (!build.Has(Mutation.PublishWithoutCount))
            {
                return false;
            }
        }

        if (!build.Has(Mutation.NoMmlist))
        {
            await MmlistPaths.AddToMmlist(cpu, range.Child);
        }

        return true;
    }

    /// <summary>
    /// A migration entry: counted in the child's RSS and nowhere else. In a private mapping what is more than readable is made readable in both mms, because
    /// both will map the page. Returns the entry for the child.
    /// </summary>
    public static async KernelPath<Pte> CopyMigration(Cpu cpu, ForkRange range, int va, Pte pte, bool hasRights)
    {
        if (!hasRights || !range.Vma.IsCow)
        {
            return pte;
        }

        var build = cpu.Kernel.Build;
        var readable = Pte.Migration(pte.Pfn, MigrationMode.Readable);
        readable = build.Has(Mutation.LoseMigrationBits) ? readable : readable.WithKeptBitsOf(pte);
        cpu.Machine.Reach(cpu.Kernel.Events.MigrationDowngraded);
        if (!build.Has(Mutation.DowngradeChildOnly))
        {
            await cpu.StorePte(range.Source.At(va), readable);
        }

        return build.Has(Mutation.DowngradeParentOnly) ? pte : readable;
    }

    /// <summary>
    /// A page in a device's memory: a mapping as any other, but never pinned, so the duplication cannot fail. A writable entry is made readable in both mms; that
    /// keeps userfaultfd's bit and loses the soft-dirty bit, on purpose. Returns the entry for the child.
    /// </summary>
    public static async KernelPath<Pte> CopyDevicePrivate(Cpu cpu, ForkRange range, int va, Pte pte)
    {
        var (folio, page) = cpu.Kernel.Frame(pte.Pfn);
        await cpu.Add(folio!.Refcount, 1);
        if (cpu.Kernel.Build.AnonExclusive && await cpu.Load(folio.AnonExclusive.At(page)) != 0)
        {
            await cpu.Store(folio.AnonExclusive.At(page), 0);
        }

        await cpu.Add(folio.Mapcount(page), 1);
        if (pte.Mode != MigrationMode.Writable || !range.Vma.IsCow)
        {
            return pte;
        }

        if (pte.IsSoftDirty)
        {
            cpu.Machine.Reach(cpu.Kernel.Events.SoftDirtyLost);
        }

        var readable = Pte.DevicePrivate(pte.Pfn, writable: false);
        readable = pte.IsUffdWp ? readable.MakeUffdWp() : readable;
        await cpu.StorePte(range.Source.At(va), readable);
        return readable;
    }

    /// <summary><c>try_restore_exclusive_pte</c>: needs the folio lock, for which nobody may wait here.</summary>
    private static async KernelPath<bool> TryRestoreExclusivePte(Cpu cpu, ForkRange range, int va, Pte pte)
    {
        var (folio, page) = cpu.Kernel.Frame(pte.Pfn);
        if (!await cpu.TryLock(folio!.Lock))
        {
            return false;
        }

        // can_change_pte_writable: an exclusive page of a writable VMA without userfaultfd's protection, for which soft-dirty tracking wants no fault.
        var isExclusive = await cpu.Load(folio.AnonExclusive.At(page)) != 0;
        var writable = isExclusive && range.Vma.IsWritable && !pte.IsUffdWp;
        await cpu.StorePte(range.Source.At(va), Pte.Present(pte.Pfn, writable).MakeOld().WithKeptBitsOf(pte));
        await cpu.Unlock(folio.Lock);
        cpu.Machine.Reach(cpu.Kernel.Events.DeviceExclusiveRestored);
        return true;
    }
}
