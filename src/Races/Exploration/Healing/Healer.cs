using RaceSim.Exploration.Minimisation;
using RaceSim.Steps;

namespace RaceSim.Exploration.Healing;

/// <summary>
/// Looks for a schedule that meets a goal near one that no longer does: the recorded order as far as it can be followed; the same with the places of its switches moved by
/// a few steps; every schedule with few preemptions; at last samples. The nearest comes first, so what is found first is what is reported.
/// </summary>
public static class Healer
{
    private const int FarthestMove = 12;
    private const int MorePreemptions = 1;

    /// <summary>Looks.</summary>
    /// <param name="program">The program as it is now.</param>
    /// <param name="recorded">The schedule as it was.</param>
    /// <param name="goal">What it showed.</param>
    /// <param name="budget">The most executions, at least 1.</param>
    /// <param name="stepBound">The most steps of one execution.</param>
    /// <returns>The first schedule found; null if none was.</returns>
    public static HealedSchedule? Run(IProgram program, Schedule recorded, Goal goal, long budget, int stepBound)
    {
        var trial = new Trial(program, goal, stepBound);
        if (trial.TryRun(recorded))
            return new HealedSchedule(trial.Schedule.Clone(), "by following the recorded order as far as it goes", trial.Executions);

        var preemptions = trial.Cost.Preemptions;
        return Moved(trial, recorded, budget / 4)
            ?? Searched(program, goal, preemptions + MorePreemptions, budget / 2, stepBound, trial.Executions)
            ?? Sampled(program, goal, budget, stepBound);
    }

    private static HealedSchedule? Moved(Trial trial, Schedule recorded, long budget)
    {
        for (var move = 1; move <= FarthestMove; move++)
        {
            foreach (var wish in Variants(recorded, move))
            {
                if (trial.Executions >= budget)
                    return null;
                if (trial.TryRun(wish))
                    return new HealedSchedule(trial.Schedule.Clone(), $"by moving a switch by {move} {(move == 1 ? "step" : "steps")}", trial.Executions);
            }
        }

        return null;
    }

    // Each end of a block later or earlier: the actor takes so many steps more or fewer before the switch.
    private static IEnumerable<Schedule> Variants(Schedule recorded, int move)
    {
        for (var end = 1; end <= recorded.Count; end++)
        {
            if (end < recorded.Count && recorded[end].Actor == recorded[end - 1].Actor)
                continue;
            var longer = Copy(recorded, 0, end);
            for (var i = 0; i < move; i++)
                longer.Add(recorded[end - 1].Actor);
            yield return Append(longer, recorded, end);

            var start = end;
            while (start > 0 && recorded[start - 1].Actor == recorded[end - 1].Actor)
                start--;
            if (end - start > move)
                yield return Append(Copy(recorded, 0, end - move), recorded, end);
        }
    }

    private static Schedule Copy(Schedule schedule, int from, int to) => Append(new Schedule(), schedule, from, to);

    private static Schedule Append(Schedule result, Schedule schedule, int from, int to = int.MaxValue)
    {
        for (var i = from; i < Math.Min(to, schedule.Count); i++)
            result.Add(schedule[i].Actor, schedule[i].Value);
        return result;
    }

    private static HealedSchedule? Searched(IProgram program, Goal goal, int most, long budget, int stepBound, long executions)
    {
        for (var preemptions = 0; preemptions <= most; preemptions++)
        {
            var search = new PreemptionSearch(program, goal, preemptions);
            while (executions < budget && search.Next(stepBound))
            {
                executions++;
                if (search.IsMet)
                    return new HealedSchedule(search.Schedule.Clone(), $"by a search of the schedules with at most {preemptions} preemptions", executions);
            }
        }

        return null;
    }

    private static HealedSchedule? Sampled(IProgram program, Goal goal, long budget, int stepBound)
    {
        var recorder = new Recorder(new Pos(0));
        for (var executions = budget / 2; executions < budget; executions++)
        {
            GoalRun.TryRun(program, recorder, goal, stepBound, out var run);
            if (run.IsMet)
                return new HealedSchedule(recorder.Schedule.Clone(), "by sampling (POS), not near the recorded one", executions + 1);
        }

        return null;
    }
}
