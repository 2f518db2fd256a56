namespace RaceSim.Kernel.Paths.Fault;

/// <summary>What a write fault has decided about the page that it found.</summary>
internal enum Reuse
{
    /// <summary>Copy it. The page-table lock is held.</summary>
    Copy,

    /// <summary>Make its entry writable. The page-table lock is held, the folio lock too where the build gives it up late.</summary>
    Reuse,

    /// <summary>The entry has changed: take the fault again. No lock is held.</summary>
    Retry,
}
