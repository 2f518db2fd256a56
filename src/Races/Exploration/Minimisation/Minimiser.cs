using RaceSim.Steps;

namespace RaceSim.Exploration.Minimisation;

/// <summary>
/// Shortens a schedule that meets a goal: fewest preemptions, then fewest steps, then fewest actors. First by mending variants of the schedule
/// (<see cref="Simplifier"/>), then by searching all schedules with 0, 1, 2, ... preemptions, which is a proof where it ends within the budget.
/// </summary>
/// <remarks>Deterministic: the budget counts executions. A run that is cut at the step bound takes the proof away, not the result.</remarks>
public static class Minimiser
{
    /// <summary>The part of the budget that variants of the schedule may use: one in this many.</summary>
    private const int SimplifierShare = 4;

    /// <summary>Minimises a schedule.</summary>
    /// <param name="program">The program; only the goal's check should be armed, because the others cost time.</param>
    /// <param name="schedule">The schedule; followed as far as possible, so that it may be from another version of the program.</param>
    /// <param name="goal">What has to stay true.</param>
    /// <param name="budget">The most executions, at least 1.</param>
    /// <param name="stepBound">The most steps of one execution.</param>
    /// <returns>The shortest schedule found; null if the given one does not meet the goal.</returns>
    public static MinimalSchedule? Run(IProgram program, Schedule schedule, Goal goal, long budget, int stepBound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(budget, 1);
        var trial = new Trial(program, goal, Math.Max(stepBound, schedule.Count));
        if (!trial.TryRun(schedule))
            return null;

        var original = trial.Cost;
        var best = (Schedule: trial.Schedule.Clone(), trial.Cost);
        new Simplifier(trial, Math.Max(1, budget / SimplifierShare)).Improve(ref best.Schedule, ref best.Cost);
        var areFewer = true;
        var areSteps = false;
        var executions = trial.Executions;
        for (var preemptions = 0; preemptions <= best.Cost.Preemptions && areFewer; preemptions++)
        {
            var isOver = Search(program, goal, preemptions, ref best, ref executions, budget, trial.StepBound);
            areSteps = isOver && best.Cost.Preemptions == preemptions;
            areFewer = isOver || best.Cost.Preemptions == preemptions;
        }

        return new MinimalSchedule(best.Schedule, best.Cost, original, areFewer, areSteps, executions);
    }

    // Whether all schedules with so many preemptions were run: those that a known one makes too long may be cut.
    private static bool Search(
        IProgram program, Goal goal, int preemptions, ref (Schedule Schedule, Cost Cost) best, ref long executions, long budget, int stepBound)
    {
        var search = new PreemptionSearch(program, goal, preemptions);
        var isWhole = true;
        while (executions < budget)
        {
            var isBounded = best.Cost.Preemptions <= preemptions;
            if (!search.Next(isBounded ? best.Cost.Steps : stepBound))
                return isWhole;

            executions++;
            isWhole &= !search.IsCut || isBounded;
            if (search.IsMet && Trial.CostOf(search.Schedule, search.Preemptions) is var cost && cost < best.Cost)
                best = (search.Schedule.Clone(), cost);
        }

        return false;
    }
}
