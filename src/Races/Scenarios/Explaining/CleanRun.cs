using RaceSim.Exploration;
using RaceSim.Scenarios.Films;

namespace RaceSim.Scenarios.Explaining;

/// <summary>The schedule of a trace on another build of its scenario that does not show what the trace shows: what the fix does differently.</summary>
/// <param name="Build">The build.</param>
/// <param name="Run">Its run: the trace's decisions as far as they can be followed, then on to the end.</param>
/// <param name="PartsAt">The first step, from 1, that is another one or does something else.</param>
public sealed record CleanRun(string Build, ReplayReport Run, int PartsAt)
{
    /// <summary>Runs a schedule on the builds that the scenario's file calls clean; of several the one that stays with the trace longest.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="trace">The trace.</param>
    /// <param name="shows">What the trace shows.</param>
    /// <param name="schedule">The trace's run, gone on to its end.</param>
    /// <param name="failing">The trace's replay.</param>
    /// <param name="stepBound">The most steps of a run.</param>
    /// <returns>The run; null if the file names no such build, or none differs before the trace's end.</returns>
    internal static CleanRun? Find(Scenario scenario, Trace trace, TraceGoal shows, Schedule schedule, ReplayReport failing, int stepBound)
    {
        CleanRun? nearest = null;
        foreach (var expectation in scenario.Header.Expectations.Where(e => e.Build is not null && e.Build != trace.Build && IsClean(e, shows)))
        {
            var (instance, goal) = shows.Arm(scenario, expectation.Build);
            var recorder = new Recorder(new Guided(schedule));
            GoalRun.TryRun(instance.Program, recorder, goal, stepBound, out var run);
            if (run.IsMet || run.IsCut)
            {
                continue;
            }

            var replay = Replayer.Run(scenario, new Trace
            {
                Scenario = trace.Scenario,
                Build = expectation.Build,
                Digest = scenario.Header.Digest,
                Violation = shows.IsEvent ? null : shows.Name,
                Schedule = recorder.Schedule.Clone(),
            });
            var partsAt = PartingOf(failing, replay);
            if (partsAt <= failing.Steps.Count && partsAt > (nearest?.PartsAt ?? 0))
            {
                nearest = new CleanRun(expectation.Build!, replay, partsAt);
            }
        }

        return nearest;
    }

    private static bool IsClean(Expectation expectation, TraceGoal shows) =>
        shows.IsEvent ? expectation.Avoids.Contains(shows.Name) : expectation.Violates.Count == 0 && (expectation.Holds.Count == 0 || expectation.Holds.Contains(shows.Name));

    // Functions have other names on other builds: what counts is what is done.
    private static int PartingOf(ReplayReport failing, ReplayReport clean)
    {
        var step = 0;
        while (step < failing.Steps.Count && step < clean.Steps.Count && IsSame(failing.Steps[step], clean.Steps[step]))
        {
            step++;
        }

        return step + 1;
    }

    private static bool IsSame(ReplayStep a, ReplayStep b) =>
        a.Actor == b.Actor && a.Kind == b.Kind && a.Subject == b.Subject && a.Value == b.Value && a.IsShared == b.IsShared && Told(a).SequenceEqual(Told(b));

    private static IEnumerable<ReplayChange> Told(ReplayStep step) => step.Changes.Where(c => !StatePanels.IsBookkeeping(c.Cell));
}
