namespace RaceSim.Kernel.Builds;

/// <summary>How fork copies present entries.</summary>
public enum ForkCopy
{
    /// <summary>One entry at a time: <c>copy_present_pte</c> of 5.19 to 6.8.</summary>
    PerPte,

    /// <summary><c>copy_one_pte</c> for every entry, present or not: up to 5.9-rc6.</summary>
    OnePte,

    /// <summary><c>copy_one_pte</c> with the non-present case in a function of its own: S001, patch 1.</summary>
    SplitNonpresent,

    /// <summary>The caller tells present from non-present: S001, patch 2, Linux 5.9.</summary>
    SplitPresent,

    /// <summary>The batch of the series "Transparent Contiguous PTEs for User Mappings", v2, patch 1.</summary>
    BatchV2,

    /// <summary>The merged batch, 6.9 and later: <c>copy_present_ptes</c>.</summary>
    Merged,

    /// <summary>A strawman: raw entries, contiguous bit included.</summary>
    BlindCont,

    /// <summary>OPPO's out-of-tree CONT-PTE pages (5.15).</summary>
    Oppo,
}
