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

    /// <summary>A page in a device's own memory, unaddressable for the CPU.</summary>
    DevicePrivate,

    /// <summary>A page in system memory that a device has to itself for a while.</summary>
    DeviceExclusive,

    /// <summary>No page, only a note of something that must not be forgotten.</summary>
    Marker,
}
