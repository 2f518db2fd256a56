using RaceSim.Kernel.Locks;

namespace RaceSim.Kernel.Memory;

/// <summary>A swap device: a count a slot, with continuations beyond the largest count.</summary>
public sealed class SwapMap
{
    /// <summary>The count of slot 0; one cell a slot.</summary>
    public required Cell Counts { get; init; }

    /// <summary>Room for continuation digits at slot 0, 0 or 1; one cell a slot.</summary>
    public required Cell Continuations { get; init; }

    /// <summary>The cluster lock.</summary>
    public required LockState Lock { get; init; }

    /// <summary>The number of slots.</summary>
    public required int Slots { get; init; }
}
