namespace RaceSim.Kernel.Builds;

/// <summary>A named step left out or done wrongly, to show that a check can fail.</summary>
[Flags]
public enum Mutation : long
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The batch that stops at page i keeps the references it raised for the rest (E03 v1).</summary>
    KeepRemainderRefs = 1 << 0,

    /// <summary>The batch that fails at page 0 keeps the references it raised (E03 v2).</summary>
    KeepRefsAtExit = 1 << 1,

    /// <summary>The batch that stops at page i still protects and publishes all (E03 v3).</summary>
    PublishWholeBatch = 1 << 2,

    /// <summary>Write-protecting part of a block keeps it folded (E16).</summary>
    WrprotectPartWithoutUnfold = 1 << 3,

    /// <summary>A single change of an entry keeps the rest of its block folded (E18).</summary>
    NoUnfoldBeforeSingle = 1 << 4,

    /// <summary>Folding and unfolding skip the flush between clearing and setting.</summary>
    NoFlushInConvert = 1 << 5,

    /// <summary>Fork does not flush the parent's TLBs at its end.</summary>
    NoFlushAfterFork = 1 << 6,

    /// <summary>Fork leaves AnonExclusive set on pages it shares.</summary>
    KeepAnonExclusive = 1 << 7,

    /// <summary>Fork leaves the parent's entries writable.</summary>
    NoWriteProtect = 1 << 8,

    /// <summary>Fork shares pages that may be pinned.</summary>
    IgnorePins = 1 << 9,

    /// <summary>Fork does not count what it maps in the child's RSS.</summary>
    NoRss = 1 << 10,

    /// <summary>Zap drops the page's reference before the TLB flush.</summary>
    FreeBeforeFlush = 1 << 11,

    /// <summary>Fork writes the child's entries without the child's page-table lock.</summary>
    NoDestinationLock = 1 << 12,

    /// <summary>Fork allocates its page while it holds the page-table locks.</summary>
    AllocateUnderLock = 1 << 13,

    /// <summary>A write fault waits for the folio lock while it holds the page-table lock, instead of only trying.</summary>
    WaitForFolioLock = 1 << 14,

    /// <summary>GUP-fast does not look at the sequence count again.</summary>
    NoSeqRecheck = 1 << 15,

    /// <summary>A fault does not compare the entry again under the lock.</summary>
    NoFaultRecheck = 1 << 16,

    /// <summary>The batch of v2 and v3 is bounded by its folio and not by its VMA (E07).</summary>
    BoundByFolio = 1 << 17,

    /// <summary>The address of the folio's end is believed when it has wrapped around (E08).</summary>
    NoWrapTest = 1 << 18,

    /// <summary>The address of the folio's end is 0 when it has wrapped around, by the arm of the helper that the batch never takes (E08).</summary>
    WrapToZero = 1 << 19,

    /// <summary>Folding and unfolding give the page-table lock up between clearing and setting (E17 v2).</summary>
    DropLockInConvert = 1L << 20,

    /// <summary>Folding and unfolding forget the accessed and dirty bits of the entries they clear (E17 v4).</summary>
    LoseDirtyInConvert = 1L << 21,

    /// <summary>OPPO's zap of part of a block clears that part and lowers the entire mapcount, without splitting (E11 v1).</summary>
    UnmapPartWithoutSplit = 1L << 22,

    /// <summary>OPPO's split lowers the entire mapcount before it raises those of the pages (E11 v2).</summary>
    LowerEntireFirst = 1L << 23,

    /// <summary>OPPO's split leaves the block's one reference to all of its pages (E11 v3).</summary>
    KeepOneReference = 1L << 24,

    /// <summary>OPPO's split tests and sets DoubleMap in two accesses (E11 v4).</summary>
    NoDoubleMapTestAndSet = 1L << 25,

    /// <summary>OPPO's split rewrites all entries but the one that it is made for with the contiguous bit (E11 v5).</summary>
    SplitKeepsContiguous = 1L << 26,

    /// <summary>OPPO's split does not take the folio lock.</summary>
    SplitWithoutFolioLock = 1L << 27,

    /// <summary>A large swap-in looks again at the faulting entry only, not at those of the other pages (E21).</summary>
    NoSwapRecheck = 1L << 28,

    /// <summary>A page of a large folio is freed when its last mapping goes, while the folio is whole (E25).</summary>
    FreePartAtUnmap = 1L << 29,

    /// <summary>Zap of a file's page forgets the entry's dirty bit (E26).</summary>
    LoseDirtyAtZap = 1L << 30,

    /// <summary>A folio is split without freezing its reference count (E25).</summary>
    SplitWithoutFreeze = 1L << 31,

    /// <summary>After a non-present entry was copied, the present copier gets it too: patch 2 of S001 without its <c>continue</c> (C01).</summary>
    FallThroughNonpresent = 1L << 32,

    /// <summary>A swap count is extended by a sleeping allocation under the page-table locks (C02 v1).</summary>
    ExtendCountUnderLocks = 1L << 33,

    /// <summary>The child's swap entry is published although its count could not be raised (C02 v2).</summary>
    PublishWithoutCount = 1L << 34,

    /// <summary>A swap count that cannot be raised atomically fails the fork (C02 v3).</summary>
    FailForkOnFullCount = 1L << 35,

    /// <summary>After a continuation was added fork goes on with the next entry instead of the same (C02 v4).</summary>
    SkipAfterContinuation = 1L << 36,

    /// <summary>A writable migration entry is made readable in the child only (C03 v1).</summary>
    DowngradeChildOnly = 1L << 37,

    /// <summary>A writable migration entry is made readable in the parent only (C03 v2).</summary>
    DowngradeParentOnly = 1L << 38,

    /// <summary>A migration entry made readable loses its soft-dirty and userfaultfd bits (C03 v3).</summary>
    LoseMigrationBits = 1L << 39,

    /// <summary>The rmap walk of a migrator looks at the child's VMA before the parent's (C03 v4).</summary>
    WalkChildFirst = 1L << 40,

    /// <summary>Whoever puts an mm on swapoff's list does not look again under the list's lock (C04).</summary>
    NoMmlistRecheck = 1L << 41,

    /// <summary>Fork does not put the child on swapoff's list.</summary>
    NoMmlist = 1L << 42,

    /// <summary>Fork that goes back for a page keeps the reference it had taken (C06 v1).</summary>
    KeepRefAtRetry = 1L << 43,

    /// <summary>A page allocated for one address and not needed there is kept and used for another (C06 v2).</summary>
    PreallocElsewhere = 1L << 44,

    /// <summary>A page allocated in vain is forgotten at the end (C06 v3).</summary>
    LeakPrealloc = 1L << 45,

    /// <summary>After fork has split a block it goes on with the next entry instead of the same, as OnePlus's 4.19 tree reads (E14, E19).</summary>
    SkipAfterSplit = 1L << 47,

    /// <summary>An anonymous fault publishes a fresh page without the store barrier of <c>__folio_mark_uptodate</c>: of use to a PSO machine only.</summary>
    NoUptodateBarrier = 1L << 48,

    /// <summary>Fork that comes back with a page copies what the entry mapped before (C06 v5).</summary>
    StalePageAfterRetry = 1L << 46,

    /// <summary>The write fault that has slept for the folio lock does not compare the entry again (D09).</summary>
    NoWriteFaultRecheck = 1L << 62,

    /// <summary>A KSM page is taken out of the stable tree and reused without freezing its reference count (D02 v2).</summary>
    NoKsmFreeze = 1L << 61,

    /// <summary>A write fault reuses a page of the swap cache although it is under writeback to a device that needs stable pages (D05).</summary>
    IgnoreStableWriteback = 1L << 60,

    /// <summary>A write fault does not look at the reference count again under the folio lock (D01).</summary>
    NoCountRecheck = 1L << 59,

    /// <summary>A copy on write drops the old page's mapcount before the entry is switched and flushed.</summary>
    LowerOldMapcountFirst = 1L << 58,
}
