namespace RaceSim.Scenarios.Differences;

/// <summary>How much of a final state two builds are compared by.</summary>
public enum StateView
{
    /// <summary>
    /// Every entry with all its bits, every counter, the data, what the TLBs hold, what operations returned, violations, and every event.
    /// </summary>
    Full,

    /// <summary>
    /// What the core of mm can see: entries without the contiguous bit, accessed and dirty gathered for each folio in each address space (the contiguous layer ors
    /// them over a block, and the kernel keeps both for a folio), no TLBs, and no event that only tells how the work was done.
    /// </summary>
    Core,
}
