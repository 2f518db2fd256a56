using RaceSim.Exploration;
using RaceSim.Exploration.Minimisation;

namespace RaceSim.Scenarios.Explaining;

/// <summary>A trace made as short as the budget allowed, and the one it was made from.</summary>
/// <param name="Shows">What both show.</param>
/// <param name="Original">The trace as it was given.</param>
/// <param name="Trace">The short one.</param>
/// <param name="OriginalCost">How long the given one was, up to what it shows.</param>
/// <param name="Cost">How long the short one is.</param>
/// <param name="ArePreemptionsProved">Whether no schedule with fewer preemptions shows it, because all were run.</param>
/// <param name="AreStepsProved">Whether no schedule with as many preemptions shows it in fewer steps, because all were run.</param>
/// <param name="Executions">The executions it took.</param>
public sealed record MinimalTrace(
    TraceGoal Shows,
    Trace Original,
    Trace Trace,
    Cost OriginalCost,
    Cost Cost,
    bool ArePreemptionsProved,
    bool AreStepsProved,
    long Executions)
{
    /// <summary>The operations of the scenario's threads without which the same still happens, all left out together; not looked for while exploring.</summary>
    public IReadOnlyList<string> Unneeded { get; init; } = [];
}
