namespace RaceSim.Kernel.Builds;

/// <summary>How a store to a read-only anonymous page decides whether it may reuse the page (<c>do_wp_page</c>).</summary>
public enum WriteFault
{
    /// <summary>By AnonExclusive, else by the reference count once the swap cache's is gone: 5.19 and later. On builds without AnonExclusive by the reference count alone.</summary>
    Exclusive,

    /// <summary>By mapcounts and swap counts under the folio lock, for which it sleeps if need be (<c>reuse_swap_page</c>, <c>reuse_ksm_page</c>): 5.8 and before.</summary>
    Mapcount,

    /// <summary>S004's trial patch as posted: copies if "mapcount != 1 and count != 1" under the folio lock, which is only tried.</summary>
    Trial,

    /// <summary>The trial patch as S004's reviewer reads it: "mapcount != 1 or count != 1".</summary>
    TrialOr,

    /// <summary>As merged (09854ba94c6a): KSM pages are copied, otherwise mapcount and count must both be one.</summary>
    Count,

    /// <summary>By the mapcount of the one page alone: a strawman of S004.</summary>
    PageMapcount,
}
