using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Locks;
using RaceSim.Kernel.Memory;

namespace RaceSim.Scenarios.Invariants;

/// <summary>I8: No PMD entry, cached walk or walker refers to a page table that has been freed, and nobody requests, waits for or holds its lock.</summary>
/// <remarks>
/// GUP-fast reads tables with interrupts off, which a free waits for; its reads are not looked at. In the kernel of S002 (6.3) no other walker is in an RCU section; on builds of later kernels a fault handler is, and
/// may take the lock of a freed table as long as it finds that out. A PMD entry that was none and from which a lock and a table were derived all the same counts as well.
/// </remarks>
public sealed class NoTableUseAfterFree : Invariant
{
    /// <inheritdoc/>
    public override string Id => "I8";

    /// <inheritdoc/>
    public override string Sentence => "No PMD entry, cached walk or walker refers to a page table that has been freed, and nobody requests, waits for or holds its lock.";

    /// <inheritdoc/>
    public override string Source => "mm/mmu_gather.c; mm/pgtable-generic.c, __pte_offset_map_lock; Documentation/mm/split_page_table_lock.rst";

    /// <inheritdoc/>
    public override void Attach(KernelInstance kernel, Watch watch)
    {
        if (kernel.Pool is not { } pool)
        {
            return;
        }

        foreach (var page in pool.Pages)
        {
            var predicate = watch.Predicate(() => Check(kernel, page));
            watch.Ordered(page.Freed, predicate);
            watch.Released(page.Ptl, predicate);
            foreach (var mm in kernel.Mms)
            {
                for (var slot = 0; slot < mm.Slots; slot++)
                {
                    watch.Ordered(mm.Pmds.At(slot), predicate);
                }
            }

            foreach (var tlb in kernel.Tlbs.All.Where(t => t.HasWalks))
            {
                for (var slot = 0; slot < tlb.Mm.Slots; slot++)
                {
                    watch.Ordered(tlb.Walks.At(slot), predicate);
                }
            }
        }

        watch.Own(pool.UsedWhenFreed, watch.Predicate(() => CheckUse(kernel)));
        kernel.Machine.LockMonitors.Add(new Monitor(Id, pool));
    }

    private static string? Check(KernelInstance kernel, TablePage page)
    {
        if (kernel.Cells.Read(page.Freed) == 0)
        {
            return null;
        }

        foreach (var mm in kernel.Mms)
        {
            for (var slot = 0; slot < mm.Slots; slot++)
            {
                if (new Pmd(kernel.Cells.Read(mm.Pmds.At(slot))).Table == page.Id)
                {
                    return $"PMD entry {slot} of {mm.Name} points to {page.Name}, which has been freed";
                }
            }
        }

        foreach (var tlb in kernel.Tlbs.All)
        {
            for (var slot = 0; tlb.HasWalks && slot < tlb.Mm.Slots; slot++)
            {
                if (new Pmd(kernel.Cells.Read(tlb.Walks.At(slot))).Table == page.Id)
                {
                    return $"CPU{tlb.Cpu.Processor} caches the way to {page.Name}, which has been freed";
                }
            }
        }

        return CheckLock(kernel, page);
    }

    private static string? CheckLock(KernelInstance kernel, TablePage page)
    {
        var holder = page.Ptl.Holder;
        if (holder < 0 || kernel.Machine.Cpus[holder] is not { IsReadingTables: false } cpu)
        {
            return null;
        }

        // Who has given it up may hold it still for its actor, on a host that delivers late; in a store buffer the release itself comes later, and is a use.
        if (cpu.Buffer is not null || cpu.Held.Contains(page.Ptl))
        {
            return $"{cpu.Name} holds the lock of {page.Name}, which has been freed";
        }

        return null;
    }

    private static string? CheckUse(KernelInstance kernel) => kernel.Cells.Read(kernel.Pool!.UsedWhenFreed) switch
    {
        0 => null,
        TablePool.Wild => "a lock and a table are derived from a PMD entry that names none",
        var table => $"an entry of table {table}, which has been freed, is read",
    };

    private sealed class Monitor(string id, TablePool pool) : ILockMonitor
    {
        public void Acquiring(Cpu cpu, LockState target)
        {
            foreach (var page in pool.Pages)
            {
                if (ReferenceEquals(page.Ptl, target) && cpu.Cells.Read(page.Freed) != 0 && !cpu.IsReadingTables)
                {
                    cpu.Machine.Report(id, $"{cpu.Name} takes the lock of {page.Name}, which has been freed");
                }
            }
        }

        public void Sleeping(Cpu cpu, string what)
        {
        }
    }
}
