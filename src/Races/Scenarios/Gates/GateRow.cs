using RaceSim.Exploration;
using RaceSim.Steps;

namespace RaceSim.Scenarios.Gates;

/// <summary>One row of a gate: what was expected of a build of a scenario, and what was found.</summary>
/// <param name="Scenario">The scenario's header.</param>
/// <param name="Build">The build; null for a sketch.</param>
/// <param name="Line">The one-based line of the scenario's file that states the expectation; 1 if it states none.</param>
/// <param name="Expected"><c>violates I15</c>, <c>clean</c>, <c>observes some-event</c>, or <c>known: I15</c>.</param>
/// <param name="Verdict">What the run says.</param>
/// <param name="Outcome">What the gate makes of it.</param>
/// <param name="Sentence">Why, in one sentence.</param>
/// <param name="Schedules">The executions run.</param>
/// <param name="IsComplete">Whether the whole space was explored.</param>
/// <param name="StepBoundHits">The executions cut at the step bound.</param>
/// <param name="Violation">What broke; null if nothing did.</param>
/// <param name="At">The step that broke it; null if nothing did.</param>
/// <param name="Trace">The schedule that shows what was found; null if there is nothing to show.</param>
/// <param name="IsKnown">Whether the gate's file lists the violation as known.</param>
/// <param name="ElapsedSeconds">How long it took; set by who has a clock.</param>
public sealed record GateRow(
    ScenarioHeader Scenario,
    string? Build,
    int Line,
    string Expected,
    Verdict Verdict,
    GateOutcome Outcome,
    string Sentence,
    long Schedules,
    bool IsComplete,
    long StepBoundHits,
    Violation? Violation,
    SourceLabel? At,
    Trace? Trace,
    bool IsKnown,
    double ElapsedSeconds = 0)
{
    /// <summary>The run behind it: statistics of a sample, the estimate of a search that did not end, how the trace was shortened; null for a row that was put together otherwise.</summary>
    public RunReport? Report { get; init; }

    /// <summary>What tells the row from all others: scenario, build and expectation.</summary>
    public string Name => Build is null ? $"{Scenario.Name}: {Expected}" : $"{Scenario.Name}@{Build}: {Expected}";
}
