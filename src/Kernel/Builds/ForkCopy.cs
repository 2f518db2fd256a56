namespace RaceSim.Kernel.Builds;

/// <summary>How fork copies present entries.</summary>
public enum ForkCopy
{
    /// <summary>One entry at a time: <c>copy_present_pte</c> of 5.19 to 6.8.</summary>
    PerPte,

    /// <summary>The batch of the series "Transparent Contiguous PTEs for User Mappings", v2, patch 1.</summary>
    BatchV2,

    /// <summary>The merged batch, 6.9 and later: <c>copy_present_ptes</c>.</summary>
    Merged,

    /// <summary>A strawman: raw entries, contiguous bit included.</summary>
    BlindCont,

    /// <summary>OPPO's out-of-tree CONT-PTE pages (5.15).</summary>
    Oppo,
}
