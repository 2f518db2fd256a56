namespace RaceSim.Kernel.Builds;

/// <summary>What a build does otherwise than COW-PTE v5 or v2 as posted (S002, S000): answers to the claims, and a later feature of the kernel below it.</summary>
[Flags]
public enum TableFix
{
    /// <summary>As posted.</summary>
    None = 0,

    /// <summary>A break that finds no table under what it takes for the table's lock gives up (the smallest answer to G01's second schedule).</summary>
    GiveUpOnNone = 1 << 0,

    /// <summary>A break holds the PMD lock around the table's lock and begins again if the PMD entry is no longer the one it began with (G01, G07).</summary>
    PmdLock = 1 << 1,

    /// <summary>The TLBs are flushed before the old table's reference is given up (G03).</summary>
    FlushBeforePut = 1 << 2,

    /// <summary>A break leaves <c>write_protect_seq</c> alone (G09).</summary>
    NoSeqcount = 1 << 3,

    /// <summary>A store barrier before the new table is published (G10).</summary>
    PublishBarrier = 1 << 4,

    /// <summary>Callers do not go on after a break that failed (G06, G11).</summary>
    PropagateErrors = 1 << 5,

    /// <summary>A fault on a swap entry breaks first, and is taken again (G06).</summary>
    RefaultAfterBreak = 1 << 6,

    /// <summary><c>mremap</c> breaks the destination's table too (G12).</summary>
    BreakDestination = 1 << 7,

    /// <summary>MADV_DONTNEED frees a table that it has emptied (CONFIG_PT_RECLAIM, 6.14).</summary>
    PtReclaim = 1 << 8,

    /// <summary>CONFIG_DEBUG_VM: the check at the end of <c>__handle_mm_fault</c> is compiled in.</summary>
    DebugVm = 1 << 9,

    /// <summary>That check loads the PMD entry once (G14).</summary>
    LoadPmdOnce = 1 << 10,

    /// <summary>COW-PTE v2: owner, accounting and PMD entry change in one section of the table's lock, and the reference is given up last (F03, F04).</summary>
    LockedAccounting = 1 << 11,

    /// <summary>COW-PTE v2: the accounting goes over all VMAs below the PMD entry, not over the neighbours of one (F02).</summary>
    IterateVmas = 1 << 12,

    /// <summary>COW-PTE v2: the accounting asks whether an entry is present, and counts swap entries as such (F06).</summary>
    PresentTest = 1 << 13,

    /// <summary>COW-PTE v2: a break always copies, also a table that nobody else has any more (F07).</summary>
    NeverReuse = 1 << 14,

    /// <summary>A fork that shares tables changes an entry only by taking its write permission away, and goes back once for a table (our answer to what patch 3 of the series breaks).</summary>
    CarefulFork = 1 << 15,

    /// <summary>All answers to S002, and that to its fork.</summary>
    All = CarefulFork | PmdLock | FlushBeforePut | NoSeqcount | PublishBarrier | PropagateErrors | RefaultAfterBreak | BreakDestination,
}
