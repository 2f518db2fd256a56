using RaceSim.Exploration;
using RaceSim.Exploration.Healing;

namespace RaceSim.Scenarios.Explaining;

/// <summary>Looks for a trace's violation near the trace after the scenario or a kernel path has changed.</summary>
public static class TraceHealer
{
    /// <summary>The executions that are spent if nobody says otherwise.</summary>
    public const long DefaultBudget = 50_000;

    /// <summary>Looks.</summary>
    /// <param name="scenario">The scenario as it is now.</param>
    /// <param name="trace">The trace. If it does not record what it breaks, each check is looked for that the scenario's file expects to break on this build.</param>
    /// <param name="wanted">The check that the user names; null for none.</param>
    /// <param name="budget">The most executions for each check, at least 1.</param>
    /// <returns>The trace found; null if none was.</returns>
    /// <exception cref="InputException">The trace does not record what it breaks, and neither the user nor the file says.</exception>
    public static HealedTrace? Run(Scenario scenario, Trace trace, string? wanted = null, long budget = DefaultBudget)
    {
        foreach (var id in Candidates(scenario, trace, wanted))
        {
            var shows = new TraceGoal(id, false);
            var (instance, goal) = shows.Arm(scenario, trace.Build);
            var healed = ModelFault.Explained(scenario.Name, () => Healer.Run(instance.Program, trace.Schedule, goal, budget, TraceMinimiser.StepBound));
            if (healed is not null)
            {
                var found = new Trace { Scenario = trace.Scenario, Build = trace.Build, Digest = scenario.Header.Digest, Violation = id, Schedule = healed.Schedule };
                return new HealedTrace(TraceMinimiser.Run(scenario, found, shows), healed.How, healed.Executions);
            }
        }

        return null;
    }

    private static IReadOnlyList<string> Candidates(Scenario scenario, Trace trace, string? wanted)
    {
        if ((wanted ?? trace.Violation) is { } named)
        {
            return [named];
        }

        var expected = scenario.Header.Expectations.FirstOrDefault(e => e.Build == trace.Build)?.Violates ?? [];
        return expected.Count > 0 ? expected : throw new InputException("the trace does not say which check it breaks, and the scenario's file expects none: name it with --invariant");
    }
}
