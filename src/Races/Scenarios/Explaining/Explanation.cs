using RaceSim.Exploration;
using RaceSim.Exploration.Explaining;

namespace RaceSim.Scenarios.Explaining;

/// <summary>Why a trace shows what it shows.</summary>
/// <param name="Shows">What it shows.</param>
/// <param name="Rule">The invariant's rule in one sentence; empty for a sketch, a deadlock or an event.</param>
/// <param name="RuleSource">Where the rule comes from; empty if there is none.</param>
/// <param name="Failing">The trace, step by step, up to what it shows.</param>
/// <param name="Whole">The same run gone on, without preemptions, to its end.</param>
/// <param name="Pairs">The essential order: the pairs of accesses such that the violation is gone when one is reversed.</param>
/// <param name="Tested">How many pairs were reversed and run.</param>
/// <param name="Skipped">How many more the budget left out.</param>
/// <param name="Curve">The chance of the violation from each step on.</param>
/// <param name="Passing">The nearest run without the violation; null if none was found.</param>
/// <param name="PartsAt">The step, from 1, at which it parts from the failing one; 0 if there is none.</param>
public sealed record Explanation(
    TraceGoal Shows,
    string Rule,
    string RuleSource,
    ReplayReport Failing,
    ReplayReport Whole,
    IReadOnlyList<ExplainedPair> Pairs,
    int Tested,
    int Skipped,
    InevitabilityCurve Curve,
    ReplayReport? Passing,
    int PartsAt)
{
    /// <summary>The choices on the way whose every other value makes the violation disappear.</summary>
    public IReadOnlyList<ReplayStep> Choices { get; init; } = [];

    /// <summary>The same schedule on a build that the scenario's file calls clean; null if there is none to compare with.</summary>
    public CleanRun? Clean { get; init; }

    /// <summary>The numbers of the steps that are part of an essential pair, from 1; those after the violation among them.</summary>
    public IReadOnlySet<int> EssentialSteps => Pairs.SelectMany(p => new[] { p.First.Number, p.Second.Number }).ToHashSet();
}
