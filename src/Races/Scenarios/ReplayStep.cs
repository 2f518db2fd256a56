using RaceSim.Steps;

namespace RaceSim.Scenarios;

/// <summary>One step of a replay, told so that it can be printed without the machine.</summary>
/// <param name="Number">Counted from 1.</param>
/// <param name="Actor">The number of the actor that took it.</param>
/// <param name="Label">Where it was written.</param>
/// <param name="Kind">What it did.</param>
/// <param name="Subject">The name of its cell or lock; empty if it has none.</param>
/// <param name="Value">What it read, stored or chose, as text; empty if nothing.</param>
/// <param name="Changes">What changed in memory.</param>
/// <param name="Held">The names of the locks each actor holds after the step, by actor.</param>
/// <param name="Waits">Whether the actor waits after the step: for a lock, or for acknowledgements.</param>
/// <param name="IsPreemption">Whether the actor of the step before could have gone on.</param>
public sealed record ReplayStep(
    int Number,
    int Actor,
    SourceLabel Label,
    OperationKind Kind,
    string Subject,
    string Value,
    IReadOnlyList<ReplayChange> Changes,
    IReadOnlyList<IReadOnlyList<string>> Held,
    bool Waits,
    bool IsPreemption)
{
    /// <summary>What the actor of the step before was about to do, if this step is a preemption; otherwise null.</summary>
    public PendingStep? Preempted { get; init; }

    /// <summary>For a user access by a translation that the page table no longer gives: what the entry is instead; otherwise empty.</summary>
    public string Stale { get; init; } = string.Empty;

    /// <summary>The functions that led to the step, from the caller of <see cref="Label"/>'s outwards; empty for a sketch.</summary>
    public IReadOnlyList<string> Callers { get; init; } = [];

    /// <summary>Whether it takes or gives up its lock for reading.</summary>
    public bool IsShared { get; init; }

    /// <summary>The names of the locks each actor holds for reading after the step, by actor; part of <see cref="Held"/>.</summary>
    public IReadOnlyList<IReadOnlyList<string>> HeldShared { get; init; } = [];

    /// <summary>Whether an actor holds a lock for reading after the step.</summary>
    /// <param name="actor">The actor's number.</param>
    /// <param name="name">The lock's name.</param>
    public bool IsHeldShared(int actor, string name) => actor < HeldShared.Count && HeldShared[actor].Contains(name);
}
