using RaceSim.Steps;

namespace RaceSim.Exploration.Explaining;

/// <summary>
/// How likely a violation is from each step on, if from there on the next actor is drawn at random: it rises where the schedule takes a turn that matters
/// and is 1 from the step on after which nothing can save it.
/// </summary>
/// <remarks>Random walks, see <see cref="RandomWalk"/>: a chance is a share of walks, with a standard error of at most 0.5 / sqrt(runs).</remarks>
public static class Inevitability
{
    /// <summary>The seed of the walks.</summary>
    private const ulong Seed = 5;

    /// <summary>The fewest walks from one step that say anything.</summary>
    private const int FewestRuns = 100;

    /// <summary>Estimates the chances.</summary>
    /// <param name="program">The program.</param>
    /// <param name="schedule">The schedule, up to the violation.</param>
    /// <param name="goal">The violation.</param>
    /// <param name="runs">The walks from each step, at least 1.</param>
    /// <param name="budget">The most steps of all walks together; it lowers the number of walks, and if that is not enough, of steps looked at.</param>
    /// <param name="stepBound">The most steps of one walk; one that is cut counts as no violation.</param>
    public static InevitabilityCurve Estimate(IProgram program, Schedule schedule, Goal goal, int runs, long budget, int stepBound)
    {
        var length = Math.Max(1, LengthProbe.Longest(program, Seed, 8, stepBound));
        var perPoint = Math.Max(FewestRuns, Math.Min(runs, (int)Math.Min(int.MaxValue, budget / ((schedule.Count + 1L) * Math.Max(length, schedule.Count)))));
        perPoint = Math.Min(runs, perPoint);
        var points = Math.Clamp(budget / ((long)perPoint * Math.Max(length, schedule.Count)), 2, schedule.Count + 1L);
        var curve = new List<InevitabilityPoint>();
        for (var i = 0L; i < points; i++)
        {
            var step = points == 1 ? 0 : (int)(i * schedule.Count / (points - 1));
            if (curve.Count == 0 || curve[^1].Step < step)
                curve.Add(new InevitabilityPoint(step, Chance(program, schedule, step, goal, perPoint, stepBound)));
        }

        return new InevitabilityCurve(curve, perPoint, curve.Count == schedule.Count + 1);
    }

    private static double Chance(IProgram program, Schedule schedule, int step, Goal goal, int runs, int stepBound)
    {
        var strategy = new Prefixed(schedule, step, new RandomWalk(Seed));
        strategy.Seek((long)step * runs);
        var met = 0;
        for (var i = 0; i < runs && GoalRun.TryRun(program, strategy, goal, stepBound, out var run); i++)
            met += run.IsMet ? 1 : 0;
        return (double)met / runs;
    }
}
