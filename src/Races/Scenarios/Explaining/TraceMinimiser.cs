using RaceSim.Exploration;
using RaceSim.Exploration.Minimisation;

namespace RaceSim.Scenarios.Explaining;

/// <summary>Shortens traces: fewest preemptions, then fewest steps, then fewest actors.</summary>
public static class TraceMinimiser
{
    /// <summary>The executions that are spent on a trace if nobody says otherwise.</summary>
    public const long DefaultBudget = 20_000;

    /// <summary>The most steps of one execution.</summary>
    public const int StepBound = 10_000;

    /// <summary>Shortens a trace.</summary>
    /// <param name="scenario">Its scenario.</param>
    /// <param name="trace">The trace.</param>
    /// <param name="shows">What has to stay.</param>
    /// <param name="budget">The most executions, at least 1.</param>
    /// <exception cref="InputException">The trace does not show it.</exception>
    public static MinimalTrace Run(Scenario scenario, Trace trace, TraceGoal shows, long budget = DefaultBudget) =>
        TryRun(scenario, trace, shows, budget) is { } minimal
            ? minimal with { Unneeded = ModelFault.Explained(scenario.Name, () => UnneededOperations.Find(scenario, minimal.Trace, shows)) }
            : throw new InputException($"the trace does not show {shows.Name}");

    private static MinimalTrace? TryRun(Scenario scenario, Trace trace, TraceGoal shows, long budget)
    {
        var (instance, goal) = shows.Arm(scenario, trace.Build);
        var minimal = ModelFault.Explained(scenario.Name, () => Minimiser.Run(instance.Program, trace.Schedule, goal, budget, StepBound));
        if (minimal is null)
        {
            return null;
        }

        var shortest = new Trace
        {
            Scenario = trace.Scenario,
            Build = trace.Build,
            Digest = scenario.Header.Digest,
            Violation = shows.IsEvent ? null : shows.Name,
            Schedule = minimal.Schedule,
        };
        return new MinimalTrace(
            shows, trace, shortest, minimal.Original, minimal.Cost, minimal.ArePreemptionsProved, minimal.AreStepsProved, minimal.Executions);
    }

    /// <summary>The report with every violation's trace shortened; the traces as found are kept beside.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="report">What a run found.</param>
    /// <param name="budget">The most executions for each trace; 0 leaves the report as it is.</param>
    public static RunReport Minimised(Scenario scenario, RunReport report, long budget)
    {
        if (budget == 0 || report.Violations.Count == 0)
        {
            return report;
        }

        return report with { Violations = [.. report.Violations.Select(v => Minimised(scenario, v, budget))] };
    }

    private static FoundViolation Minimised(Scenario scenario, FoundViolation found, long budget)
    {
        if (TryRun(scenario, found.Trace, new TraceGoal(found.Violation.Invariant, false), budget) is not { } minimal)
        {
            return found; // Another host found it, and here it does not show: what replays it will say so.
        }

        var replay = Replayer.Run(scenario, minimal.Trace);
        return replay.Violation is { } again
            ? new FoundViolation(again.Violation, again.Step, minimal.Trace) { Minimal = minimal }
            : throw new InvalidOperationException($"the shortened trace of {found.Violation.Invariant} does not break it");
    }
}
