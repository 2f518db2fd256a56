using RaceSim.Steps;

namespace RaceSim.Exploration.Explaining;

/// <summary>
/// Finds the choices that a violation needs: for each value drawn on the way (an allocation that fails, <c>need_resched</c>) the run is repeated with every
/// other value and everything else as it was, as far as that is possible.
/// </summary>
/// <remarks>One continuation is run for each value, as in <see cref="EssentialOrder"/>.</remarks>
public static class EssentialChoices
{
    /// <summary>Tests the choices of a run.</summary>
    /// <param name="program">The program.</param>
    /// <param name="log">The run.</param>
    /// <param name="goal">The violation.</param>
    /// <param name="budget">The most executions, at least 1; the choices nearest to the goal are tested first.</param>
    /// <param name="stepBound">The most steps of one execution.</param>
    /// <returns>The steps, from 0, whose every other value prevents it, in the order of the run.</returns>
    public static IReadOnlyList<int> Find(IProgram program, RunLog log, Goal goal, int budget, int stepBound)
    {
        var essential = new List<int>();
        var guided = new Guided(new Schedule());
        for (var step = log.GoalStep - 1; step >= 0; step--)
        {
            var arity = log.Operation(step).Arity;
            if (arity < 2 || (budget -= arity - 1) < 0)
                continue;
            var isNeeded = true;
            for (var value = 0; value < arity && isNeeded; value++)
            {
                if (value == log.Schedule[step].Value)
                    continue;
                guided.Load(With(log, step, value));
                GoalRun.TryRun(program, guided, goal, stepBound, out var run);
                isNeeded = !run.IsMet && !run.IsCut;
            }

            if (isNeeded)
                essential.Add(step);
        }

        essential.Reverse();
        return essential;
    }

    private static Schedule With(RunLog log, int step, int value)
    {
        var wish = new Schedule();
        for (var i = 0; i < log.Schedule.Count; i++)
            wish.Add(log.Schedule[i].Actor, i == step ? value : log.Schedule[i].Value);
        return wish;
    }
}
