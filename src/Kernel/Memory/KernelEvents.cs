using RaceSim.Kernel.Cpus;

namespace RaceSim.Kernel.Memory;

/// <summary>The events that kernel paths can reach, for a scenario's <c>reaches:</c> and <c>observes:</c>.</summary>
public sealed class KernelEvents
{
    /// <summary>Registers the events on a machine.</summary>
    public KernelEvents(Machine machine)
    {
        LockBreak = machine.EventBit("lock-break");
        MidBlockResume = machine.EventBit("mid-block-resume");
        ContFold = machine.EventBit("cont-fold");
        ContUnfold = machine.EventBit("cont-unfold");
        ContLostInParent = machine.EventBit("cont-lost-in-parent");
        PartialBatch = machine.EventBit("partial-batch");
        PinnedRetry = machine.EventBit("pinned-retry");
        PageCopied = machine.EventBit("page-copied");
        OppoSplit = machine.EventBit("oppo-split");
        WriteProtectFault = machine.EventBit("write-protect-fault");
        SwapContinuation = machine.EventBit("swap-continuation");
        ObserverDecided = machine.EventBit("observer-decided");
        PreallocFreed = machine.EventBit("prealloc-freed");
        GupFastPinned = machine.EventBit("gup-fast-pinned");
        GupFastRejected = machine.EventBit("gup-fast-rejected");
        SpuriousFault = machine.EventBit("spurious-fault");
        SplitWaited = machine.EventBit("split-waited");
        DoubleMapped = machine.EventBit("double-mapped");
        AtomicAllocationFailed = machine.EventBit("atomic-allocation-failed");
        ContinuationUnneeded = machine.EventBit("continuation-unneeded");
        ForkFailed = machine.EventBit("fork-failed");
        MigrationDowngraded = machine.EventBit("migration-downgraded");
        SoftDirtyLost = machine.EventBit("soft-dirty-lost");
        MmlistRace = machine.EventBit("mmlist-race");
        PreallocUsedElsewhere = machine.EventBit("prealloc-used-elsewhere");
        PreallocFreedAtEnd = machine.EventBit("prealloc-freed-at-end");
        ReclaimUnmapped = machine.EventBit("reclaim-unmapped");
        ReclaimFreed = machine.EventBit("reclaim-freed");
        DeviceExclusiveRestored = machine.EventBit("device-exclusive-restored");
        BatchCutByDirty = machine.EventBit("batch-cut-by-dirty");
        ProgressOverrun = machine.EventBit("progress-overrun");
        LargeFolioMapped = machine.EventBit("large-folio-mapped");
        SmallFolioFallback = machine.EventBit("small-folio-fallback");
        SwapInSmall = machine.EventBit("swap-in-small");
        SwapInLarge = machine.EventBit("swap-in-large");
        DeferredSplit = machine.EventBit("deferred-split");
        FolioSplit = machine.EventBit("folio-split");
        SplitRefused = machine.EventBit("split-refused");
        ChildCleaned = machine.EventBit("child-cleaned");
        WpReused = machine.EventBit("wp-reused");
        WpCopied = machine.EventBit("wp-copied");
        WpLockTaken = machine.EventBit("wp-lock-taken");
        WpSlept = machine.EventBit("wp-slept");
        WpRetried = machine.EventBit("wp-retried");
        ReusedBesideReference = machine.EventBit("reused-beside-reference");
        SwapCacheFreed = machine.EventBit("swap-cache-freed");
        AnonRmapMoved = machine.EventBit("anon-rmap-moved");
        RmapInVain = machine.EventBit("rmap-in-vain");
        KsmMerged = machine.EventBit("ksm-merged");
        KsmStale = machine.EventBit("ksm-stale");
        GupGot = machine.EventBit("gup-got");
        PmdSplit = machine.EventBit("pmd-split");
        GupBrokeCow = machine.EventBit("gup-broke-cow");
    }

    /// <summary>copy_pte_range dropped its locks in the middle of a range.</summary>
    public int LockBreak { get; }

    /// <summary>copy_pte_range resumed inside a contiguous block.</summary>
    public int MidBlockResume { get; }

    /// <summary>A block was folded.</summary>
    public int ContFold { get; }

    /// <summary>A block was unfolded.</summary>
    public int ContUnfold { get; }

    /// <summary>Fork unfolded a block of the parent because it entered it in the middle.</summary>
    public int ContLostInParent { get; }

    /// <summary>A batch was cut short at a page that may be pinned.</summary>
    public int PartialBatch { get; }

    /// <summary>Fork went back for a page to copy a pinned page into.</summary>
    public int PinnedRetry { get; }

    /// <summary>Fork copied a pinned page.</summary>
    public int PageCopied { get; }

    /// <summary>OPPO's code split a block.</summary>
    public int OppoSplit { get; }

    /// <summary>A write-protection fault ran.</summary>
    public int WriteProtectFault { get; }

    /// <summary>A swap count needed a continuation.</summary>
    public int SwapContinuation { get; }

    /// <summary>An observer concluded that nobody else holds a reference.</summary>
    public int ObserverDecided { get; }

    /// <summary>Fork gave a page that it had allocated for a pinned page's copy back, because the pin was gone.</summary>
    public int PreallocFreed { get; }

    /// <summary>GUP-fast returned a pinned page.</summary>
    public int GupFastPinned { get; }

    /// <summary>GUP-fast gave its pin back because a fork was under way.</summary>
    public int GupFastRejected { get; }

    /// <summary>A fault found nothing mapped without the lock, and something under it: its page was given back.</summary>
    public int SpuriousFault { get; }

    /// <summary>OPPO's split found the folio lock taken and waited for it.</summary>
    public int SplitWaited { get; }

    /// <summary>OPPO's split left a block mapped as a whole by one process and by pages by another.</summary>
    public int DoubleMapped { get; }

    /// <summary>The atomic allocation of a swap count's continuation failed.</summary>
    public int AtomicAllocationFailed { get; }

    /// <summary>An allocated continuation was not needed: the count had sunk, or somebody else had added one.</summary>
    public int ContinuationUnneeded { get; }

    /// <summary>Fork failed, and the half-built child was torn down.</summary>
    public int ForkFailed { get; }

    /// <summary>Fork made a migration entry of the parent readable.</summary>
    public int MigrationDowngraded { get; }

    /// <summary>A device-private entry lost its soft-dirty bit by design.</summary>
    public int SoftDirtyLost { get; }

    /// <summary>The look again under <c>mmlist_lock</c> found that somebody else had linked the mm.</summary>
    public int MmlistRace { get; }

    /// <summary>A page allocated for the copy of one page was used for that of another.</summary>
    public int PreallocUsedElsewhere { get; }

    /// <summary>A page allocated for a copy was left over at the end of the range and given back.</summary>
    public int PreallocFreedAtEnd { get; }

    /// <summary>Reclaim replaced an entry by a swap entry.</summary>
    public int ReclaimUnmapped { get; }

    /// <summary>Reclaim freed a folio.</summary>
    public int ReclaimFreed { get; }

    /// <summary>Fork made a device-exclusive entry present again.</summary>
    public int DeviceExclusiveRestored { get; }

    /// <summary>A batch of the merged copy ended because the next entry differs in its dirty bit alone.</summary>
    public int BatchCutByDirty { get; }

    /// <summary>A batch went on past the threshold at which <c>copy_pte_range</c> looks whether to drop its locks.</summary>
    public int ProgressOverrun { get; }

    /// <summary>A write fault mapped a large folio.</summary>
    public int LargeFolioMapped { get; }

    /// <summary>A write fault mapped a single page where the VMA has room for a block.</summary>
    public int SmallFolioFallback { get; }

    /// <summary>A fault read one page back from the swap device.</summary>
    public int SwapInSmall { get; }

    /// <summary>A fault read a whole block back from the swap device.</summary>
    public int SwapInLarge { get; }

    /// <summary>A large folio lost the last mapping of one of its pages and waits to be split.</summary>
    public int DeferredSplit { get; }

    /// <summary>A folio was split, and its unmapped pages were freed.</summary>
    public int FolioSplit { get; }

    /// <summary>A split found a reference that it could not explain, and put everything back.</summary>
    public int SplitRefused { get; }

    /// <summary>Fork made the child's copy of a dirty shared entry clean.</summary>
    public int ChildCleaned { get; }

    /// <summary>A write fault made the page that it found writable.</summary>
    public int WpReused { get; }

    /// <summary>A write fault copied the page that it found.</summary>
    public int WpCopied { get; }

    /// <summary>A write fault copied because somebody else held the folio lock.</summary>
    public int WpLockTaken { get; }

    /// <summary>A write fault slept for the folio lock.</summary>
    public int WpSlept { get; }

    /// <summary>A write fault found another entry after it had slept for the folio lock, and gave up.</summary>
    public int WpRetried { get; }

    /// <summary>A write fault reused a page to which somebody else held a reference at that moment.</summary>
    public int ReusedBesideReference { get; }

    /// <summary>A write fault took a page out of the swap cache.</summary>
    public int SwapCacheFreed { get; }

    /// <summary>A reused page was moved to the anon_vma of its only user.</summary>
    public int AnonRmapMoved { get; }

    /// <summary>An rmap walk looked for a page in an address space that does not map it.</summary>
    public int RmapInVain { get; }

    /// <summary>ksmd replaced a page by one of the stable tree.</summary>
    public int KsmMerged { get; }

    /// <summary>ksmd found that a page had left the stable tree, or was about to.</summary>
    public int KsmStale { get; }

    /// <summary>get_user_pages returned a page to read.</summary>
    public int GupGot { get; }

    /// <summary>A PMD entry that mapped a huge page was split.</summary>
    public int PmdSplit { get; }

    /// <summary>get_user_pages broke copy-on-write for a read.</summary>
    public int GupBrokeCow { get; }
}
