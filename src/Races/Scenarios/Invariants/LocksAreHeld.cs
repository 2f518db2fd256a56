using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Locks;
using RaceSim.Kernel.Memory;
using RaceSim.Steps;

namespace RaceSim.Scenarios.Invariants;

/// <summary>I30: What a lock protects is written only by who holds that lock, and nobody ends with a lock held.</summary>
/// <remarks>
/// It needs no second thread to notice a lock that is not taken, as the kernel's own assertions do not. Entries of page tables have their own, I10, and need more here: a lock that keeps the
/// tables themselves where they are.
/// </remarks>
public sealed class LocksAreHeld : Invariant
{
    /// <inheritdoc/>
    public override string Id => "I30";

    /// <inheritdoc/>
    public override string Sentence => "What a lock protects is written only by who holds that lock, and nobody ends with a lock held.";

    /// <inheritdoc/>
    public override string Source =>
        "Documentation/mm/process_addrs.rst, page table locks; mmap_assert_write_locked() in copy_page_range(), mm/memory.c; mmlist_lock, si->cont_lock and the cluster lock, mm/swapfile.c; "
        + "the folio lock, __remove_mapping(), mm/vmscan.c; lockdep, \"lock held when returning to user space\"";

    /// <inheritdoc/>
    public override void Attach(KernelInstance kernel, Watch watch)
    {
        watch.EntryStore((table, va) => CheckEntry(kernel, table, va));
        var protectors = new Dictionary<int, LockState>();
        foreach (var mm in kernel.Mms)
        {
            if (kernel.Pool is null)
            {
                protectors[mm.WriteProtectSeq.Id] = mm.MmapLock; // COW-PTE's breaks hold it for reading only (G09): I19 tells what comes of that.
            }

            Add(mm.Linked, kernel.AnonVma);
            Add(mm.Mmlist, kernel.Swap?.MmlistLock);
        }

        foreach (var folio in kernel.Folios)
        {
            Add(folio.SwapCached, folio.Lock);
        }

        if (kernel.Swap is { } swap)
        {
            Add(swap.ContinuationPages, swap.ContinuationLock);
            for (var slot = 0; slot < swap.Slots; slot++)
            {
                Add(swap.Counts.At(slot), swap.Lock);
                for (var page = 0; page < SwapMap.MostContinuationPages; page++)
                {
                    Add(swap.Digit(page, slot), swap.ContinuationLock);
                }
            }
        }

        watch.Logged(protectors.Keys.Select(id => new Cell(id)), cell => protectors.TryGetValue(cell, out var protector) ? Check(kernel.Machine, cell, protector) : null);

        watch.AtEnd(() => CheckEnd(kernel.Machine));

        void Add(Cell cell, LockState? protector)
        {
            if (protector is not null)
            {
                protectors[cell.Id] = protector;
            }
        }
    }

    private static string? CheckEnd(Machine machine)
    {
        foreach (var cpu in machine.Cpus)
        {
            if (cpu.Held.Count > 0)
            {
                return $"{cpu.Name} ends with {cpu.Held[^1].Name} held";
            }
        }

        return null;
    }

    private static string? Check(Machine machine, int cell, LockState protector) => protector.IsKeptBy(machine.Acting)
        ? null
        : $"{machine.Cpus[machine.Acting].Name} writes {machine.Cells.Name(cell)} without {protector.Name}";

    // mmap_lock or the lock of a VMA, or that of an rmap walk, in either mode: else a table may be gone.
    private static string? CheckEntry(KernelInstance kernel, PageTable table, int va)
    {
        var machine = kernel.Machine;
        var cpu = machine.Cpus[machine.Acting];
        if (machine.Performed == OperationKind.Walk)
        {
            return null;
        }

        for (var i = 0; i < cpu.Held.Count; i++)
        {
            if (cpu.Held[i].Class is LockClass.MmapLock or LockClass.AnonVma)
            {
                return null;
            }
        }

        return $"{cpu.Name} stores to the entry of page {va} of {table.Mm.Name} without mmap_lock, a VMA's lock or that of an rmap walk";
    }
}
