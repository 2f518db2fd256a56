using RaceSim.Exploration;
using RaceSim.Scenarios.Campaigns;
using RaceSim.Scenarios.Explaining;
using RaceSim.Scenarios.Measures;
using RaceSim.Steps;

namespace RaceSim.Scenarios;

/// <summary>What a run over one scenario and build found.</summary>
/// <param name="Scenario">The scenario's name.</param>
/// <param name="Build">The build; null for a sketch.</param>
/// <param name="Verdict">What it says of the scenario.</param>
/// <param name="Sentence">The verdict in one plain sentence.</param>
/// <param name="Complete">Whether the whole space was explored.</param>
/// <param name="Executions">Executions run (for a sample: schedules).</param>
/// <param name="Blocked">Redundant executions that a reduction began and gave up.</param>
/// <param name="Steps">Steps performed, re-executed prefixes included.</param>
/// <param name="StepBoundHits">Executions cut at the step bound.</param>
/// <param name="OutcomeNames">The names of the values of a final state.</param>
/// <param name="Outcomes">The distinct final states, sorted.</param>
/// <param name="Violations">One for each distinct check broken; without "all", at most one.</param>
/// <param name="Reached">The events that some execution reached.</param>
/// <param name="Missing">The events of <c>reaches:</c> that none reached.</param>
/// <param name="Witnesses">For each observed event, a schedule that reaches it.</param>
public sealed record RunReport(
    string Scenario,
    string? Build,
    Verdict Verdict,
    string Sentence,
    bool Complete,
    long Executions,
    long Blocked,
    long Steps,
    long StepBoundHits,
    IReadOnlyList<string> OutcomeNames,
    IReadOnlyList<IReadOnlyList<long>> Outcomes,
    IReadOnlyList<FoundViolation> Violations,
    IReadOnlyList<string> Reached,
    IReadOnlyList<string> Missing,
    IReadOnlyDictionary<string, Trace> Witnesses)
{
    /// <summary>The actors' names, by number; empty if nothing in the report names one by its number.</summary>
    public IReadOnlyList<string> Actors { get; init; } = [];

    /// <summary>What independent random schedules say of the space; null if they were not, or nobody asked.</summary>
    public SampleStatistics? Statistics { get; init; }

    /// <summary>What PCT guarantees; null for other strategies.</summary>
    public PctBound? Pct { get; init; }

    /// <summary>How large a space is thought to be that was not exhausted; null if it was, or if nobody asked, or if it cannot be told.</summary>
    public SpaceEstimate? Estimate { get; init; }

    /// <summary>How far the campaign is that the report is of; null if it is of none.</summary>
    public CampaignStanding? Campaign { get; init; }

    /// <summary>What the executions that ran to their ends cost; empty for a sketch, and where nobody asked.</summary>
    public IReadOnlyList<MetricRange> Metrics { get; init; } = [];
}

/// <summary>A violation with its trace.</summary>
/// <param name="Violation">Which check, and what was seen.</param>
/// <param name="Step">The number of steps after which it was broken.</param>
/// <param name="Trace">A trace that replays to it.</param>
public sealed record FoundViolation(Violation Violation, int Step, Trace Trace)
{
    /// <summary>How the trace was shortened, with the trace as it was found; null if it was not.</summary>
    public MinimalTrace? Minimal { get; init; }
}
