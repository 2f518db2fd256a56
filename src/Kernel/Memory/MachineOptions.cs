using RaceSim.Kernel.Cpus;

namespace RaceSim.Kernel.Memory;

/// <summary>What hardware and configuration allow; the same for all builds of a scenario.</summary>
public sealed record MachineOptions
{
    /// <summary>
    /// Whether fork excludes page faults: it does before 6.4 (faults take <c>mmap_lock</c>) and since fb49c455323f (6.4.3; fork write-locks every VMA). False is
    /// 6.4.0 to 6.4.2, and kernels with speculative faults.
    /// </summary>
    public bool ForkExcludesFaults { get; init; } = true;

    /// <summary>When a store of one CPU is seen by the others; a build may say otherwise.</summary>
    public MemoryModel MemoryModel { get; init; }

    /// <summary>Whether <c>copy_pte_range</c> also looks at contention (a preemptible kernel's <c>spin_needbreak</c>).</summary>
    public bool Preemptible { get; init; }

    /// <summary>Whether an atomic allocation may fail: then each does in some schedules.</summary>
    public bool AtomicAllocationMayFail { get; init; }

    /// <summary>Whether fork's sleeping allocation of a count's continuation may fail: then each does in some schedules, and the fork with it.</summary>
    public bool SleepingAllocationMayFail { get; init; }

    /// <summary>
    /// Whether page tables are shared, allocated and freed, so that PMD entries change after they were set. False: each PMD slot has one table for good, and a walk to it is
    /// one step.
    /// </summary>
    public bool TablesChange { get; init; }

    /// <summary>Whether CPUs cache PMD entries on the way to an entry (paging-structure caches): such a cached walk outlives the change of the PMD entry until it is flushed.</summary>
    public bool WalkCaches { get; init; }

    /// <summary>How many allocations of page tables may fail on each CPU: the first ones each do in some schedules.</summary>
    public int TableAllocationFailures { get; init; }

    /// <summary>Whether the swap device needs pages that do not change while they are written (SWP_STABLE_WRITES: it computes checksums, compresses or encrypts).</summary>
    public bool SwapNeedsStablePages { get; init; }
}
