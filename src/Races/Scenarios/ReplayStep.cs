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
}
