using RaceSim.Exploration;
using RaceSim.Scenarios.Measures;

namespace RaceSim.Scenarios;

/// <summary>What a replay did.</summary>
/// <param name="Trace">The trace replayed.</param>
/// <param name="Title">The scenario's one line.</param>
/// <param name="IsSketch">Whether the scenario is a sketch: its labels are thread names, not kernel functions.</param>
/// <param name="Actors">The actors' names, by number.</param>
/// <param name="Steps">The steps, up to a divergence.</param>
/// <param name="Broken">Every check that broke, in order; a deadlock at the end among them.</param>
/// <param name="Reached">The events reached.</param>
/// <param name="IsFinished">Whether every actor has finished.</param>
/// <param name="Divergence">Where the trace could not be followed; null if it could.</param>
public sealed record ReplayReport(
    Trace Trace,
    string Title,
    bool IsSketch,
    IReadOnlyList<string> Actors,
    IReadOnlyList<ReplayStep> Steps,
    IReadOnlyList<ReplayedViolation> Broken,
    IReadOnlyList<string> Reached,
    bool IsFinished,
    Divergence? Divergence)
{
    /// <summary>What the execution cost as far as it went, each as a range of one value; empty for a sketch.</summary>
    public IReadOnlyList<MetricRange> Metrics { get; init; } = [];

    /// <summary>The violation that the trace is a trace of: the recorded one, or what its last step breaks; null if neither breaks.</summary>
    public ReplayedViolation? Violation =>
        Divergence is not null ? null
        : Trace.Violation is { } recorded ? Broken.FirstOrDefault(b => b.Violation.Invariant == recorded)
        : Broken.FirstOrDefault(b => b.Step == Steps.Count) ?? (Broken.Count > 0 ? Broken[0] : null);

    /// <summary>Whether the trace did what it says: its violation broke, or, if it has none, it ran to the end.</summary>
    public bool IsAsRecorded => Divergence is null && (Violation is not null || (Trace.Violation is null && IsFinished));
}
