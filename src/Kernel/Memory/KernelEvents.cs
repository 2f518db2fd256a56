using RaceSim.Kernel.Cpus;

namespace RaceSim.Kernel.Memory;

/// <summary>The events that kernel paths can reach, for a scenario's <c>reaches:</c> and <c>observes:</c>.</summary>
/// <param name="machine">The machine that numbers them.</param>
public sealed class KernelEvents(Machine machine)
{
    /// <summary>copy_pte_range dropped its locks in the middle of a range.</summary>
    public int LockBreak { get; } = machine.EventBit("lock-break");

    /// <summary>copy_pte_range resumed inside a contiguous block.</summary>
    public int MidBlockResume { get; } = machine.EventBit("mid-block-resume");

    /// <summary>A block was folded.</summary>
    public int ContFold { get; } = machine.EventBit("cont-fold");

    /// <summary>A block was unfolded.</summary>
    public int ContUnfold { get; } = machine.EventBit("cont-unfold");

    /// <summary>Fork unfolded a block of the parent because it entered it in the middle.</summary>
    public int ContLostInParent { get; } = machine.EventBit("cont-lost-in-parent");

    /// <summary>A batch was cut short at a page that may be pinned.</summary>
    public int PartialBatch { get; } = machine.EventBit("partial-batch");

    /// <summary>Fork went back for a page to copy a pinned page into.</summary>
    public int PinnedRetry { get; } = machine.EventBit("pinned-retry");

    /// <summary>Fork copied a pinned page.</summary>
    public int PageCopied { get; } = machine.EventBit("page-copied");

    /// <summary>OPPO's code split a block.</summary>
    public int OppoSplit { get; } = machine.EventBit("oppo-split");

    /// <summary>A write-protection fault ran.</summary>
    public int WriteProtectFault { get; } = machine.EventBit("write-protect-fault");

    /// <summary>A swap count needed a continuation.</summary>
    public int SwapContinuation { get; } = machine.EventBit("swap-continuation");

    /// <summary>An observer concluded that nobody else holds a reference.</summary>
    public int ObserverDecided { get; } = machine.EventBit("observer-decided");

    /// <summary>Fork gave a page that it had allocated for a pinned page's copy back, because the pin was gone.</summary>
    public int PreallocFreed { get; } = machine.EventBit("prealloc-freed");

    /// <summary>GUP-fast returned a pinned page.</summary>
    public int GupFastPinned { get; } = machine.EventBit("gup-fast-pinned");

    /// <summary>GUP-fast gave its pin back because a fork was under way.</summary>
    public int GupFastRejected { get; } = machine.EventBit("gup-fast-rejected");

    /// <summary>A fault found nothing mapped without the lock, and something under it: its page was given back.</summary>
    public int SpuriousFault { get; } = machine.EventBit("spurious-fault");

    /// <summary>OPPO's split found the folio lock taken and waited for it.</summary>
    public int SplitWaited { get; } = machine.EventBit("split-waited");

    /// <summary>OPPO's split left a block mapped as a whole by one process and by pages by another.</summary>
    public int DoubleMapped { get; } = machine.EventBit("double-mapped");

    /// <summary>The atomic allocation of a swap count's continuation failed.</summary>
    public int AtomicAllocationFailed { get; } = machine.EventBit("atomic-allocation-failed");

    /// <summary>An allocated continuation was not needed: the count had sunk, or somebody else had added one.</summary>
    public int ContinuationUnneeded { get; } = machine.EventBit("continuation-unneeded");

    /// <summary>Fork failed, and the half-built child was torn down.</summary>
    public int ForkFailed { get; } = machine.EventBit("fork-failed");

    /// <summary>Fork made a migration entry of the parent readable.</summary>
    public int MigrationDowngraded { get; } = machine.EventBit("migration-downgraded");

    /// <summary>A device-private entry lost its soft-dirty bit by design.</summary>
    public int SoftDirtyLost { get; } = machine.EventBit("soft-dirty-lost");

    /// <summary>The look again under <c>mmlist_lock</c> found that somebody else had linked the mm.</summary>
    public int MmlistRace { get; } = machine.EventBit("mmlist-race");

    /// <summary>A page allocated for the copy of one page was used for that of another.</summary>
    public int PreallocUsedElsewhere { get; } = machine.EventBit("prealloc-used-elsewhere");

    /// <summary>A page allocated for a copy was left over at the end of the range and given back.</summary>
    public int PreallocFreedAtEnd { get; } = machine.EventBit("prealloc-freed-at-end");

    /// <summary>Reclaim replaced an entry by a swap entry.</summary>
    public int ReclaimUnmapped { get; } = machine.EventBit("reclaim-unmapped");

    /// <summary>Reclaim freed a folio.</summary>
    public int ReclaimFreed { get; } = machine.EventBit("reclaim-freed");

    /// <summary>Fork made a device-exclusive entry present again.</summary>
    public int DeviceExclusiveRestored { get; } = machine.EventBit("device-exclusive-restored");

    /// <summary>A batch of the merged copy ended because the next entry differs in its dirty bit alone.</summary>
    public int BatchCutByDirty { get; } = machine.EventBit("batch-cut-by-dirty");

    /// <summary>A batch went on past the threshold at which <c>copy_pte_range</c> looks whether to drop its locks.</summary>
    public int ProgressOverrun { get; } = machine.EventBit("progress-overrun");

    /// <summary>A write fault mapped a large folio.</summary>
    public int LargeFolioMapped { get; } = machine.EventBit("large-folio-mapped");

    /// <summary>A write fault mapped a single page where the VMA has room for a block.</summary>
    public int SmallFolioFallback { get; } = machine.EventBit("small-folio-fallback");

    /// <summary>A fault read one page back from the swap device.</summary>
    public int SwapInSmall { get; } = machine.EventBit("swap-in-small");

    /// <summary>A fault read a whole block back from the swap device.</summary>
    public int SwapInLarge { get; } = machine.EventBit("swap-in-large");

    /// <summary>A large folio lost the last mapping of one of its pages and waits to be split.</summary>
    public int DeferredSplit { get; } = machine.EventBit("deferred-split");

    /// <summary>A folio was split, and its unmapped pages were freed.</summary>
    public int FolioSplit { get; } = machine.EventBit("folio-split");

    /// <summary>A split found a reference that it could not explain, and put everything back.</summary>
    public int SplitRefused { get; } = machine.EventBit("split-refused");

    /// <summary>A notifier took a translation away from a secondary MMU.</summary>
    public int MirrorInvalidated { get; } = machine.EventBit("mirror-invalidated");

    /// <summary>Fork made the child's copy of a dirty shared entry clean.</summary>
    public int ChildCleaned { get; } = machine.EventBit("child-cleaned");

    /// <summary>A break found that nobody else shares the table any more, and reuses it.</summary>
    public int TableReused { get; } = machine.EventBit("table-reused");

    /// <summary>A break replaced a shared table by a clone.</summary>
    public int TableBroken { get; } = machine.EventBit("table-broken");

    /// <summary>A fork made an mm the owner of a table that it had shared without owning it (COW-PTE v2).</summary>
    public int TableOwnedAgain { get; } = machine.EventBit("table-owned-again");

    /// <summary><c>vm_normal_page</c> met a special entry with a VMA that has none, and reported a bad entry (COW-PTE v2's accounting with the wrong VMA).</summary>
    public int BadPteReported { get; } = machine.EventBit("bad-pte-reported");

    /// <summary>A break that failed for want of memory was tried again without the wait that was meant.</summary>
    public int BreakRetriedAtOnce { get; } = machine.EventBit("break-retried-at-once");

    /// <summary>A break failed for want of memory, for good or with nobody looking at the result.</summary>
    public int BreakFailed { get; } = machine.EventBit("break-failed");

    /// <summary>The check at the end of <c>__handle_mm_fault</c> saw a shared table below a writable PMD entry.</summary>
    public int CowPteWarning { get; } = machine.EventBit("cow-pte-warning");

    /// <summary>A read fault mapped the zero page in a shared table, for all sharers.</summary>
    public int SharedZeroPage { get; } = machine.EventBit("shared-zero-page");

    /// <summary><c>mremap</c> flushed a range that a break had flushed just before.</summary>
    public int FlushedTwice { get; } = machine.EventBit("flushed-twice");

    /// <summary>A fork that had begun to share a page table met an entry that cannot be shared, and gave the child a table of its own (COW-PTE v5).</summary>
    public int ShareUndone { get; } = machine.EventBit("share-undone");

    /// <summary>Of a range of shared tables some were broken, and others not, for want of memory.</summary>
    public int RangePartlyBroken { get; } = machine.EventBit("range-partly-broken");

    /// <summary>The hardware set the accessed bit of an entry after a break had copied it.</summary>
    public int AccessedBitLost { get; } = machine.EventBit("accessed-bit-lost");

    /// <summary>A write fault made the page that it found writable.</summary>
    public int WpReused { get; } = machine.EventBit("wp-reused");

    /// <summary>A write fault copied the page that it found.</summary>
    public int WpCopied { get; } = machine.EventBit("wp-copied");

    /// <summary>A write fault copied because somebody else held the folio lock.</summary>
    public int WpLockTaken { get; } = machine.EventBit("wp-lock-taken");

    /// <summary>A write fault slept for the folio lock.</summary>
    public int WpSlept { get; } = machine.EventBit("wp-slept");

    /// <summary>A write fault found another entry after it had slept for the folio lock, and gave up.</summary>
    public int WpRetried { get; } = machine.EventBit("wp-retried");

    /// <summary>A write fault reused a page to which somebody else held a reference at that moment.</summary>
    public int ReusedBesideReference { get; } = machine.EventBit("reused-beside-reference");

    /// <summary>A write fault took a page out of the swap cache.</summary>
    public int SwapCacheFreed { get; } = machine.EventBit("swap-cache-freed");

    /// <summary>A reused page was moved to the anon_vma of its only user.</summary>
    public int AnonRmapMoved { get; } = machine.EventBit("anon-rmap-moved");

    /// <summary>An rmap walk looked for a page in an address space that does not map it.</summary>
    public int RmapInVain { get; } = machine.EventBit("rmap-in-vain");

    /// <summary>ksmd replaced a page by one of the stable tree.</summary>
    public int KsmMerged { get; } = machine.EventBit("ksm-merged");

    /// <summary>ksmd found that a page had left the stable tree, or was about to.</summary>
    public int KsmStale { get; } = machine.EventBit("ksm-stale");

    /// <summary>get_user_pages returned a page to read.</summary>
    public int GupGot { get; } = machine.EventBit("gup-got");

    /// <summary>A PMD entry that mapped a huge page was split.</summary>
    public int PmdSplit { get; } = machine.EventBit("pmd-split");

    /// <summary>get_user_pages broke copy-on-write for a read.</summary>
    public int GupBrokeCow { get; } = machine.EventBit("gup-broke-cow");

    /// <summary>A read without the lock found a block whose entries do not belong together.</summary>
    public int LocklessRetry { get; } = machine.EventBit("lockless-retry");

    /// <summary>The end of an unmapping found another one under way in the same address space, and flushed all of it.</summary>
    public int NestedFlush { get; } = machine.EventBit("nested-flush");

    /// <summary>Zap made a flush that reclaim or migration had put off.</summary>
    public int BatchedDrain { get; } = machine.EventBit("batched-drain");

    /// <summary>A device that shares the address space found an entry that it may use.</summary>
    public int DeviceTranslated { get; } = machine.EventBit("device-translated");

    /// <summary>A file's dirty page was written to the file.</summary>
    public int WrittenBack { get; } = machine.EventBit("written-back");

    /// <summary>A lazily freed page was discarded.</summary>
    public int LazyfreeDiscarded { get; } = machine.EventBit("lazyfree-discarded");

    /// <summary>A migrator moved a folio.</summary>
    public int FolioMigrated { get; } = machine.EventBit("folio-migrated");

    /// <summary>A migrator found a reference that it could not explain, and put everything back.</summary>
    public int MigrationRefused { get; } = machine.EventBit("migration-refused");

    /// <summary>A swap-in from the device found that another one has claimed the slot, and let the fault be taken again.</summary>
    public int SwapClaimed { get; } = machine.EventBit("swap-claimed");
}
