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

    /// <summary>Whether the contpte layer decides by the entry itself, and not by the flags of its whole block, that access flags are there already (a fix for B18; 6.16 does not).</summary>
    public bool FlagsComparedPerEntry { get; init; }

    /// <summary>Whether zap unmaps the consecutive pages of a large folio together (6.9 and later).</summary>
    public bool ZapsBatches => Fork == ForkCopy.Merged;

    /// <summary>Steps left out or done wrongly where entries are unmapped, reclaimed, migrated or swapped in.</summary>
    public UnmapMutation UnmapMutations { get; init; }

    /// <summary>The memory model of the machine it runs on; null for the scenario's.</summary>
    public MemoryModel? MemoryModel { get; init; }

    /// <summary>Steps left out or done wrongly.</summary>
    public Mutation Mutations { get; init; }

    /// <summary>Whether a mutation is on.</summary>
    public bool Has(Mutation mutation) => (Mutations & mutation) != 0;

    /// <summary>Whether a mutation of unmapping is on.</summary>
    public bool Has(UnmapMutation mutation) => (UnmapMutations & mutation) != 0;
}
