namespace RaceSim.Scenarios.Mutants;

/// <summary>How a step is done wrongly wherever its place is reached.</summary>
public enum SiteMutationKind
{
    /// <summary>A lock is not taken, and then not given up either; a trylock says that it was.</summary>
    DropLock,

    /// <summary>A lock is taken twice and given up once.</summary>
    DuplicateLock,

    /// <summary>A lock is given up before the last access that it protects instead of after it.</summary>
    UnlockEarly,

    /// <summary>A value that the same operation has read before, and that may have changed since, is believed and not read again.</summary>
    DropRecheck,

    /// <summary>A store or an atomic update leaves the cell as it is.</summary>
    DropWrite,

    /// <summary>The same, of a write that takes back what the same operation did before: the undo of an error path, a reference given back.</summary>
    SkipUndo,

    /// <summary>A TLB shootdown flushes nothing and asks nobody.</summary>
    DropFlush,

    /// <summary>A barrier is left out.</summary>
    DropBarrier,

    /// <summary>Two updates of counters change places, of which one follows the other with nothing but loads in between.</summary>
    SwapUpdates,

    /// <summary>A range is one too short: it begins one late, a flush ends one early, a counter of a batch moves by one too little.</summary>
    OneTooFew,

    /// <summary>A range is one too long: what is done to consecutive cells is done to the next one too.</summary>
    OneTooMany,
}
