namespace RaceSim.Kernel.Cpus;

/// <summary>A cost of one execution: what no invariant judges, but a reviewer of a performance claim asks for.</summary>
public enum Metric : byte
{
    /// <summary>Invalidations of a range, of all pages or of one, that every CPU of the address space takes part in (on arm64 a broadcast TLBI).</summary>
    TlbInvalidations,

    /// <summary>Contiguous blocks folded.</summary>
    Folds,

    /// <summary>Contiguous blocks unfolded.</summary>
    Unfolds,

    /// <summary>Times that <c>copy_pte_range</c> dropped its locks in the middle of a range.</summary>
    LockBreaks,

    /// <summary>Pages whose data was copied, by fork or by a write fault; also a copy that was thrown away.</summary>
    PageCopies,

    /// <summary>The most steps that a context took, the unlock among them, while it held one page-table lock. Its own steps only: others' do not count.</summary>
    LongestPtlHold,
}
