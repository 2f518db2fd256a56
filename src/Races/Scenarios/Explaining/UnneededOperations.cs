using RaceSim.Exploration;
using RaceSim.Exploration.Healing;
using RaceSim.Kernel;

namespace RaceSim.Scenarios.Explaining;

/// <summary>
/// Leaves operations out of a scenario's threads, one after the other, as long as the same check still breaks with the same message: what is left is what a
/// reader has to think about. After the minimisation of scenarios in Lincheck (Koval et al., CAV 2023).
/// </summary>
internal static class UnneededOperations
{
    // Where the trace's own order no longer does it, few variants are enough: the schedule is short already.
    private const int Budget = 200;

    /// <summary>Finds them.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="trace">A minimal trace of it.</param>
    /// <param name="shows">What the trace shows.</param>
    /// <returns>The operations that can all be left out together, each with its thread: <c>CPU1 T1: store 0 = 7</c>.</returns>
    public static IReadOnlyList<string> Find(Scenario scenario, Trace trace, TraceGoal shows)
    {
        var (instance, goal) = shows.Arm(scenario, trace.Build);
        var message = Message(instance, goal, trace.Schedule, shows);
        if (shows.Name == Deadlock.Id || message is null)
        {
            return [];
        }

        var unneeded = new List<PlannedText>();
        foreach (var operation in instance.Operations.Reverse())
        {
            var without = unneeded.Append(operation).Select(o => (o.Actor, o.Index)).ToHashSet();
            if (ShowsWithout(scenario, trace, shows, without, message))
            {
                unneeded.Add(operation);
            }
        }

        unneeded.Reverse();
        return [.. unneeded.Select(o => $"{instance.Program.ActorName(o.Actor)}: {o.Text}")];
    }

    private static bool ShowsWithout(Scenario scenario, Trace trace, TraceGoal shows, HashSet<(int Actor, int Index)> without, string message)
    {
        try
        {
            var (smaller, goal) = shows.Arm(scenario, trace.Build, without);
            return Healer.Run(smaller.Program, trace.Schedule, goal, Budget, TraceMinimiser.StepBound) is { } healed && Message(smaller, goal, healed.Schedule, shows) == message;
        }
        catch (ModelException)
        {
            return false; // What is left asks for what is not modelled: the operation is what makes the scenario one.
        }
    }

    // What a schedule breaks, in words; the name of an event; null if it shows nothing.
    private static string? Message(ScenarioInstance instance, Goal goal, Schedule schedule, TraceGoal shows)
    {
        GoalRun.TryRun(instance.Program, new Guided(schedule), goal, TraceMinimiser.StepBound, out var run);
        return !run.IsMet ? null : shows.IsEvent ? shows.Name : instance.Program.Violations.FirstOrDefault(v => v.Invariant == shows.Name)?.Message;
    }
}
