using RaceSim.Exploration;

namespace RaceSim.Scenarios.Explaining;

/// <summary>What a trace shows, which is what has to stay while it is shortened or taken apart.</summary>
/// <param name="Name">The id of the check it breaks, or the event it reaches.</param>
/// <param name="IsEvent">Whether it reaches an event and breaks nothing.</param>
public sealed record TraceGoal(string Name, bool IsEvent)
{
    /// <summary>
    /// What a trace shows: the violation it records; or the check that its last step breaks; or, if none breaks, an event that the scenario's file
    /// expects of the build; or the last event it reaches.
    /// </summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="trace">The trace.</param>
    /// <param name="wanted">The id or event that the user names; null to find it.</param>
    /// <exception cref="InputException">The trace cannot be followed, or shows nothing, or not what is wanted.</exception>
    public static TraceGoal Of(Scenario scenario, Trace trace, string? wanted = null)
    {
        var replay = Replayer.Run(scenario, new Trace { Scenario = trace.Scenario, Build = trace.Build, Digest = trace.Digest, Schedule = trace.Schedule });
        if (replay.Divergence is { } divergence)
        {
            throw new InputException($"the trace cannot be followed any more: {divergence.Message}; 'racesim replay --heal' looks for the violation nearby");
        }

        var broken = replay.Broken.Select(b => b.Violation.Invariant).ToList();
        if ((wanted ?? trace.Violation) is { } named)
        {
            return broken.Contains(named) ? new TraceGoal(named, false)
                : replay.Reached.Contains(named) ? new TraceGoal(named, true)
                : throw new InputException($"the trace does not break {named}; it breaks {(broken.Count > 0 ? string.Join(", ", broken) : "nothing")}");
        }

        if (replay.Violation is { } violation)
        {
            return new TraceGoal(violation.Violation.Invariant, false);
        }

        var expected = scenario.Header.Expectations.FirstOrDefault(e => e.Build == trace.Build)?.Observes ?? [];
        var reached = expected.FirstOrDefault(replay.Reached.Contains) ?? (replay.Reached.Count > 0 ? replay.Reached[^1] : null);
        return reached is not null ? new TraceGoal(reached, true) : throw new InputException("the trace breaks no check and reaches no event: there is nothing to keep");
    }

    /// <summary>Makes an instance that checks just this, and says when it is met.</summary>
    internal (ScenarioInstance Instance, Goal Goal) Arm(Scenario scenario, string? build, IReadOnlySet<(int Actor, int Index)>? without = null)
    {
        var options = new InstanceOptions(IsEvent || Name == Deadlock.Id ? null : [Name]);
        var instance = scenario.Instantiate(build, without is null ? options : options with { Without = without });
        var bit = IsEvent ? instance.Machine.EventNames.ToList().IndexOf(Name) : -1;
        return (instance, IsEvent ? Goal.Reaches(1UL << bit) : Goal.Breaks(Name));
    }
}
