namespace RaceSim.Kernel.Builds;

/// <summary>What a build does otherwise than COW-PTE v5 as posted (S002): answers to the claims, and a later feature of the kernel below it.</summary>
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

    /// <summary>All answers.</summary>
    All = PmdLock | FlushBeforePut | NoSeqcount | PublishBarrier | PropagateErrors | RefaultAfterBreak | BreakDestination,
}
