namespace RaceSim.Kernel.Builds;

/// <summary>A named step left out or done wrongly where entries are unmapped, reclaimed, migrated or swapped in (as <see cref="Mutation"/> for fork).</summary>
[Flags]
public enum UnmapMutation : long
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The end of an unmapping does not look whether others unmap meanwhile, whose flushes are still to come (B10).</summary>
    NoNestedFlush = 1 << 0,

    /// <summary>Zap does not make the flushes that reclaim has put off before it looks at entries (B11).</summary>
    NoBatchedDrain = 1 << 1,

    /// <summary>Zap looks at the entries without the page-table lock first, and leaves a range alone in which it finds nothing (B10, E17).</summary>
    ZapPeeksWithoutLock = 1 << 2,

    /// <summary>Zap of a file's dirty page flushes after it has given the page-table lock up, as before 3.15 (B12).</summary>
    FlushAfterUnlock = 1 << 3,

    /// <summary>Zap of a file's dirty page takes its mapping away before the flush, as before 6.2 (B12).</summary>
    RmapBeforeFlush = 1 << 4,

    /// <summary>Reclaim writes a dirty page out before it makes the flushes that it has put off.</summary>
    WriteBeforeFlush = 1 << 5,

    /// <summary>Reclaim frees a page before it makes the flushes that it has put off.</summary>
    FreeBeforeBatchedFlush = 1 << 6,

    /// <summary>The batch of the merged fork copy is bounded by its range and not by its folio (B18b).</summary>
    BatchPastFolio = 1 << 7,

    /// <summary>The batch of a lazily freed folio is bounded by the folio and not by the page table (B18c).</summary>
    LazyfreePastTable = 1 << 8,

    /// <summary>The discard of a lazily freed page looks at its dirty flag before its reference count (B20).</summary>
    DirtyBeforeCount = 1 << 9,

    /// <summary>The discard of a lazily freed page looks at its reference count before it clears the entry (B20).</summary>
    CountBeforeClear = 1 << 10,

    /// <summary>A migrator copies the data before the flush of the entries that it has replaced.</summary>
    CopyBeforeFlush = 1 << 11,

    /// <summary>A migrator does not look for references that it cannot explain.</summary>
    MigrateReferenced = 1 << 12,

    /// <summary>A migrator replaces the entry of a page that may be pinned and is exclusive.</summary>
    MigratePinned = 1 << 13,

    /// <summary>A swap-in from the device does not claim the slot's cache mark (B16).</summary>
    NoSwapClaim = 1 << 14,
}
