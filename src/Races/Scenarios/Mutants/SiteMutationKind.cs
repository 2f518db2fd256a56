namespace RaceSim.Scenarios.Mutants;

/// <summary>How a step is done wrongly wherever its place is reached.</summary>
public enum SiteMutationKind
{
    /// <summary>A lock is not taken, and then not given up either.</summary>
    DropLock,

    /// <summary>A store or an atomic update leaves the cell as it is.</summary>
    DropWrite,

    /// <summary>A TLB shootdown flushes nothing and asks nobody.</summary>
    DropFlush,

    /// <summary>A barrier is left out.</summary>
    DropBarrier,
}
