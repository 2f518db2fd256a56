namespace RaceSim.Kernel.Builds;

/// <summary>Whether and how fork shares page tables instead of copying them.</summary>
public enum TableSharing
{
    /// <summary>Every address space has its own.</summary>
    None,

    /// <summary>COW-PTE v2: pages of a shared table are counted once and charged to its owner.</summary>
    CowPteV2,

    /// <summary>COW-PTE v4: every sharer counts; a break clears the PMD entry before it has a new table.</summary>
    CowPteV4,

    /// <summary>COW-PTE v5: every sharer counts; a break prepares the new table aside.</summary>
    CowPteV5,
}
