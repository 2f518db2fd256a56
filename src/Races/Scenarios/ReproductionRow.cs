using RaceSim.Exploration;
using RaceSim.Scenarios.Explaining;

namespace RaceSim.Scenarios;

/// <summary>One row of a reproduction: a claim, what was expected of it, and what was found.</summary>
/// <param name="Claim">The ids of the claims, joined by a slash.</param>
/// <param name="Source">Seed document and comment.</param>
/// <param name="Scenario">The scenario's name.</param>
/// <param name="Build">The build; null for a sketch.</param>
/// <param name="Expected"><c>violates I15</c>, <c>clean</c> or <c>observes some-event</c>.</param>
/// <param name="Found">The same words, or <c>unknown ...</c>, or <c>vacuous: ...</c>.</param>
/// <param name="IsAsExpected">Whether the two agree and a found trace replays.</param>
/// <param name="IsComplete">Whether the whole space was explored.</param>
/// <param name="Schedules">The executions run.</param>
/// <param name="Trace">The schedule that shows it; null if there is nothing to show.</param>
/// <param name="Note">Why the row is not as expected, in one sentence; empty if it is.</param>
/// <param name="ElapsedSeconds">How long it took; set by who has a clock.</param>
public sealed record ReproductionRow(
    string Claim,
    string Source,
    string Scenario,
    string? Build,
    string Expected,
    string Found,
    bool IsAsExpected,
    bool IsComplete,
    long Schedules,
    Trace? Trace,
    string Note,
    double ElapsedSeconds = 0)
{
    /// <summary>How the trace was shortened, with the trace as it was found; null if it was not.</summary>
    public MinimalTrace? Minimal { get; init; }

    /// <summary>Whether the row says nothing about its claim: the budget ended, or nothing was tested.</summary>
    public bool HasNoVerdict => Found.StartsWith("unknown", StringComparison.Ordinal) || Found.StartsWith("vacuous", StringComparison.Ordinal);
}
