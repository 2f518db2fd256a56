using System.Numerics;
using RaceSim.Steps;

namespace RaceSim.Exploration.Explaining;

/// <summary>
/// Finds a run without the violation that stays with the failing schedule as long as possible and then differs in one decision: another actor moves, or
/// a choice gives another value; after that the order is again that of the failing schedule as far as it can be, or without preemptions.
/// </summary>
public static class NearestPassing
{
    /// <summary>Finds it.</summary>
    /// <param name="program">The program.</param>
    /// <param name="log">The failing run.</param>
    /// <param name="goal">The violation.</param>
    /// <param name="budget">The most executions, at least 1.</param>
    /// <param name="stepBound">The most steps of one execution.</param>
    /// <param name="partsAt">The step, from 0, whose decision differs.</param>
    /// <returns>The decisions of the whole run; null if none was found.</returns>
    public static Schedule? Find(IProgram program, RunLog log, Goal goal, int budget, int stepBound, out int partsAt)
    {
        var strategy = new Guided(new Schedule());
        var recorder = new Recorder(strategy);
        for (partsAt = log.GoalStep - 1; partsAt >= 0; partsAt--)
        {
            foreach (var wish in Variants(log, partsAt))
            {
                if (budget-- == 0)
                    return null;
                strategy.Load(wish);
                GoalRun.TryRun(program, recorder, goal, stepBound, out var run);
                if (!run.IsMet && !run.IsCut && program.Unfinished == 0)
                    return recorder.Schedule.Clone();
            }
        }

        partsAt = -1;
        return null;
    }

    private static IEnumerable<Schedule> Variants(RunLog log, int step)
    {
        var taken = log.Schedule[step];
        var arity = log.Operation(step).Arity;
        for (var value = 0; value < arity; value++)
        {
            if (value != taken.Value)
                yield return With(log, step, new Decision(taken.Actor, value), andRest: true);
        }

        for (var others = log.Enabled(step) & ~(1UL << taken.Actor); others != 0; others &= others - 1)
        {
            var other = new Decision(BitOperations.TrailingZeroCount(others), 0);
            yield return With(log, step, other, andRest: true);
            yield return With(log, step, other, andRest: false);
        }
    }

    private static Schedule With(RunLog log, int step, Decision instead, bool andRest)
    {
        var wish = new Schedule();
        for (var i = 0; i < step; i++)
            wish.Add(log.Schedule[i].Actor, log.Schedule[i].Value);
        wish.Add(instead.Actor, instead.Value);
        var isReplaced = instead.Actor == log.Schedule[step].Actor;
        for (var i = isReplaced ? step + 1 : step; andRest && i < log.Schedule.Count; i++)
        {
            // The other actor's next recorded step is the one it has just taken.
            if (!isReplaced && log.Schedule[i].Actor == instead.Actor)
                isReplaced = true;
            else
                wish.Add(log.Schedule[i].Actor, log.Schedule[i].Value);
        }

        return wish;
    }
}
