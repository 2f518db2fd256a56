using RaceSim.Kernel.Cpus;

namespace RaceSim.Actors;

/// <summary>What one thread does: the kernel paths it runs, one after the other, on one CPU.</summary>
/// <param name="Cpu">The number of its execution context.</param>
/// <param name="Operations">The paths; created once, run by every schedule.</param>
public sealed record ThreadPlan(int Cpu, IReadOnlyList<PlannedOperation> Operations);

/// <summary>One operation of a thread.</summary>
/// <param name="Path">The kernel path.</param>
/// <param name="Begins">The process that begins when it returns (a fork's child); -1 for none.</param>
public sealed record PlannedOperation(Func<Cpu, KernelPath> Path, int Begins = -1)
{
    /// <summary>Whether the process did begin, asked when the operation has returned (a fork can fail); null if it always does.</summary>
    public Func<bool>? Begun { get; init; }
}
