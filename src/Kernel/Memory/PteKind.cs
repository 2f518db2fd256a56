namespace RaceSim.Kernel.Memory;

/// <summary>What a page-table entry is.</summary>
public enum PteKind : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A swap entry.</summary>
    Swap,

    /// <summary>A migration entry.</summary>
    Migration,

    /// <summary>A mapped page.</summary>
    Present,
}
