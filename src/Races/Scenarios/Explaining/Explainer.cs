using RaceSim.Exploration;
using RaceSim.Exploration.Explaining;
using RaceSim.Kernel.Cpus;
using RaceSim.Scenarios.Invariants;
using RaceSim.Steps;

namespace RaceSim.Scenarios.Explaining;

/// <summary>Takes a trace apart by running variants of it: nothing in an explanation is guessed.</summary>
public static class Explainer
{
    /// <summary>Explains a trace.</summary>
    /// <param name="scenario">Its scenario.</param>
    /// <param name="trace">The trace, best a minimal one.</param>
    /// <param name="shows">What it shows.</param>
    /// <param name="options">The limits.</param>
    /// <exception cref="InputException">The trace does not show it.</exception>
    public static Explanation Run(Scenario scenario, Trace trace, TraceGoal shows, ExplainOptions options) =>
        ModelFault.Explained(scenario.Name, () => Explain(scenario, trace, shows, options));

    /// <summary>Finds the essential pairs alone, which takes a small part of the time.</summary>
    /// <param name="scenario">Its scenario.</param>
    /// <param name="trace">The trace.</param>
    /// <param name="shows">What it shows.</param>
    /// <param name="options">The limits.</param>
    /// <exception cref="InputException">The trace does not show it.</exception>
    public static IReadOnlyList<ExplainedPair> EssentialPairs(Scenario scenario, Trace trace, TraceGoal shows, ExplainOptions options) =>
        ModelFault.Explained(scenario.Name, () =>
        {
            var (instance, goal) = shows.Arm(scenario, trace.Build);
            var log = Log(instance, trace, shows, goal, options);
            var pairs = EssentialOrder.Find(instance.Program, log, goal, options.Variants, options.StepBound);
            return Explained(pairs, log, instance.Machine, Replay(scenario, trace, shows, log.Schedule));
        });

    private static Explanation Explain(Scenario scenario, Trace trace, TraceGoal shows, ExplainOptions options)
    {
        var (instance, goal) = shows.Arm(scenario, trace.Build);
        var log = Log(instance, trace, shows, goal, options);
        var failing = Cut(log.Schedule, log.GoalStep);
        var pairs = EssentialOrder.Find(instance.Program, log, goal, options.Variants, options.StepBound);
        var passing = NearestPassing.Find(instance.Program, log, goal, options.Variants, options.StepBound, out var partsAt);
        var choices = EssentialChoices.Find(instance.Program, log, goal, options.Variants, options.StepBound);
        var curve = Inevitability.Estimate(instance.Program, failing, goal, options.Runs, options.StepBudget, options.StepBound);
        var whole = Replay(scenario, trace, shows, log.Schedule);
        var told = Replay(scenario, trace, shows, failing);
        var invariant = InvariantCatalogue.All.FirstOrDefault(i => !scenario.Header.IsSketch && i.Id == shows.Name);
        return new Explanation(
            shows,
            invariant?.Sentence ?? "",
            invariant?.Source ?? "",
            told,
            whole,
            Explained(pairs, log, instance.Machine, whole),
            pairs.Tested,
            pairs.Skipped,
            curve,
            passing is null ? null : Replay(scenario, trace, shows, passing),
            passing is null ? 0 : partsAt + 1)
        {
            Choices = [.. choices.Select(step => told.Steps[step])],
            Clean = CleanRun.Find(scenario, trace, shows, log.Schedule, told, options.StepBound),
        };
    }

    private static RunLog Log(ScenarioInstance instance, Trace trace, TraceGoal shows, Goal goal, ExplainOptions options)
    {
        var log = RunLog.Of(instance.Program, trace.Schedule, goal, Math.Max(options.StepBound, trace.Schedule.Count));
        instance.Program.Reset();
        return log.GoalStep > 0 || goal.IsMet(instance.Program) ? log : throw new InputException($"the trace does not show {shows.Name}");
    }

    private static IReadOnlyList<ExplainedPair> Explained(EssentialPairs pairs, RunLog log, Machine machine, ReplayReport whole)
    {
        var explained = new List<ExplainedPair>();
        foreach (var pair in pairs.Pairs)
        {
            var (first, second) = (whole.Steps[pair.First], whole.Steps[pair.Second]);
            var common = LocksAt(whole, pair.First).Intersect(LocksAt(whole, pair.Second))
                .Where(name => !(first.IsHeldShared(first.Actor, name) && second.IsHeldShared(second.Actor, name))).ToList();
            var on = On(log.Operation(pair.First), log.Operation(pair.Second), machine);
            explained.Add(new ExplainedPair(first, second, on, pair.Second >= log.GoalStep, common));
        }

        return explained;
    }

    private static string On(in Operation first, in Operation second, Machine machine)
    {
        foreach (var (cell, mode) in Cells(first))
        {
            foreach (var (other, otherMode) in Cells(second))
            {
                if (cell == other && (mode == AccessMode.Write || otherMode == AccessMode.Write))
                {
                    return machine.Cells.Name(cell);
                }
            }
        }

        return first.Lock >= 0 && first.Lock == second.Lock ? machine.Locks[first.Lock].Name : "";
    }

    private static (int Cell, AccessMode Mode)[] Cells(in Operation o) =>
        [.. new[] { (o.Cell, o.Mode), (o.Cell2, o.Mode2), (o.Cell3, o.Mode3) }.Where(c => c.Item1 >= 0)];

    // Those it held before and after: a request does not count as holding.
    private static IEnumerable<string> LocksAt(ReplayReport whole, int step)
    {
        var taken = whole.Steps[step];
        return step == 0 ? [] : taken.Held[taken.Actor].Intersect(whole.Steps[step - 1].Held[taken.Actor]);
    }

    private static ReplayReport Replay(Scenario scenario, Trace trace, TraceGoal shows, Schedule schedule) =>
        Replayer.Run(scenario, new Trace
        {
            Scenario = trace.Scenario,
            Build = trace.Build,
            Digest = scenario.Header.Digest,
            Violation = shows.IsEvent ? null : shows.Name,
            Schedule = schedule,
        });

    private static Schedule Cut(Schedule schedule, int steps)
    {
        var cut = new Schedule();
        for (var i = 0; i < steps; i++)
        {
            cut.Add(schedule[i].Actor, schedule[i].Value);
        }

        return cut;
    }
}
