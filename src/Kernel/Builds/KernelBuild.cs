using RaceSim.Kernel.Cpus;

namespace RaceSim.Kernel.Builds;

/// <summary>A simulated kernel: one implementation for each path, and the mutations switched on in it.</summary>
public sealed record KernelBuild
{
    /// <summary>The build's name, after the patch it models.</summary>
    public required string Name { get; init; }

    /// <summary>What it models, in one sentence.</summary>
    public required string Description { get; init; }

    /// <summary>How fork copies present entries.</summary>
    public ForkCopy Fork { get; init; } = ForkCopy.PerPte;

    /// <summary>Whether anonymous pages and swap entries say that they are exclusive (5.19 and later); before, the reference count decides alone.</summary>
    public bool AnonExclusive { get; init; } = true;

    /// <summary>Who knows of contiguous blocks.</summary>
    public ContPteMode ContPte { get; init; } = ContPteMode.None;

    /// <summary>Whether the lock break waits for a block-aligned address (OPPO).</summary>
    public bool AlignedBreak { get; init; }

    /// <summary>Whether OPPO's copy looks for a block it meets in the middle, and splits it.</summary>
    public bool UnalignedContCheck { get; init; }

    /// <summary>Whether the batch raises all references before the first mapcount (v3, #8).</summary>
    public bool RefFirst { get; init; }

    /// <summary>Whether the batch ignores the write bit when it compares entries (v3, #11).</summary>
    public bool IgnoreWrite { get; init; }

    /// <summary>Whether the batch protects all of the parent's entries if any is writable (v3, #14).</summary>
    public bool AnyWritable { get; init; }

    /// <summary>Whether the batch counts the folio's mapped pages instead of a prefix (a strawman, #26).</summary>
    public bool CountMapped { get; init; }

    /// <summary>Whether the batch asks once whether any of its pages may be pinned, and maps all of them or none (#5).</summary>
    public bool AllOrNone { get; init; }

    /// <summary>Whether the batch makes all of the child's entries of a shared mapping read-only (v3, #16).</summary>
    public bool SharedAllReadOnly { get; init; }

    /// <summary>Whether the batch makes the child's entries of a shared mapping read-only if it mixes writable and read-only ones (v3, #17, #20, #21).</summary>
    public bool SharedMixReadOnly { get; init; }

    /// <summary>Whether the batch compares page frames alone and no bit of the entries; what is to end it nevertheless is named below.</summary>
    public bool FramesOnly { get; init; }

    /// <summary>Whether a batch that compares frames alone ends where <c>pte_protnone</c> changes (v3, #21, #22).</summary>
    public bool EndOnProtnone { get; init; }

    /// <summary>Whether a batch that compares frames alone ends where <c>pte_uffd_wp</c> changes (v3, #21, #22).</summary>
    public bool EndOnUffd { get; init; }

    /// <summary>Whether the batch is bounded by counts of pages and frames, instead of addresses that can wrap (v3, #23).</summary>
    public bool PfnLimit { get; init; }

    /// <summary>Whether fork leaves its locks to wait for the folio lock before it splits a block (a fix of OPPO's split for E19); as posted, it waits under the child's.</summary>
    public bool SplitOutside { get; init; }

    /// <summary>Whether a folio all of whose blocks are contiguous has one reference and one entire mapping, and a split accounts for its own block (a strawman, #27).</summary>
    public bool EntirePerFolio { get; init; }

    /// <summary>Whether a write fault reuses a page that its mapcount says is mapped once (<c>reuse_swap_page</c>, before 5.8), whatever the reference count.</summary>
    public bool ReuseByMapcount { get; init; }

    /// <summary>Whether the batch of v2 makes the child's entries dirty if any of its entries is; as posted it tests values that it has cleaned (E15).</summary>
    public bool AnyDirty { get; init; }

    /// <summary>Whether a fault reads a whole block back from the swap device if its slots are consecutive; otherwise one page.</summary>
    public bool LargeSwapIn { get; init; }

    /// <summary>Whether a read fault maps a contiguous block of zeroes where nothing is mapped (OPPO's huge zero page); otherwise one page.</summary>
    public bool ZeroBlock { get; init; }

    /// <summary>Whether and how fork shares page tables.</summary>
    public TableSharing Tables { get; init; }

    /// <summary>What is done otherwise than COW-PTE v5 as posted.</summary>
    public TableFix TableFixes { get; init; }

    /// <summary>The memory model of the machine it runs on; null for the scenario's.</summary>
    public MemoryModel? MemoryModel { get; init; }

    /// <summary>How a store to a read-only anonymous page decides whether to reuse it.</summary>
    public WriteFault WriteFault { get; init; } = WriteFault.Exclusive;

    /// <summary>Whether a write fault gives the folio lock up after the page-table lock, when the entry is writable already (S004's trial; until be068f29034f, 5.9-rc7).</summary>
    public bool UnlocksFolioLate { get; init; }

    /// <summary>Whether a write fault takes a page out of the swap cache to be its only user (<c>try_to_free_swap</c>; 53a05ad9f21d, 5.18).</summary>
    public bool FreesSwapCache { get; init; } = true;

    /// <summary>Whether a reused page is moved to the anon_vma of its only user (<c>page_move_anon_rmap</c>).</summary>
    public bool MovesAnonRmap { get; init; }

    /// <summary>Whether get_user_pages breaks copy-on-write for reads too (<c>should_force_cow_break</c>; 17839856fd58, 5.8 only).</summary>
    public bool ForcesCowBreak { get; init; }

    /// <summary>Whether a huge page's PMD is split without the folio lock (before c444eb564fb1, 5.8).</summary>
    public bool SplitsPmdUnlocked { get; init; }

    /// <summary>Whether a fork that copies by <see cref="ForkCopy.SplitPresent"/> copies pages that may be pinned at once (70e806e4e645, 5.9-rc8); later forms always do.</summary>
    public bool CopiesPinnedEarly { get; init; }

    /// <summary>Whether fork and GUP-fast find out about each other by <c>mm->write_protect_seq</c> (57efa1fe5957, 5.11).</summary>
    public bool HasWriteProtectSeq { get; init; } = true;

    /// <summary>Steps left out or done wrongly.</summary>
    public Mutation Mutations { get; init; }

    /// <summary>Steps left out or done wrongly where page tables are shared.</summary>
    public TableMutation TableMutations { get; init; }

    /// <summary>Whether a mutation is on.</summary>
    public bool Has(Mutation mutation) => (Mutations & mutation) != 0;

    /// <summary>Whether a mutation of shared page tables is on.</summary>
    public bool Has(TableMutation mutation) => (TableMutations & mutation) != 0;

    /// <summary>Whether an answer to a claim on shared page tables is in.</summary>
    public bool Has(TableFix fix) => (TableFixes & fix) != 0;
}
