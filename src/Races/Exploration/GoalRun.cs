using RaceSim.Steps;

namespace RaceSim.Exploration;

/// <summary>How a run towards a goal ended.</summary>
/// <param name="IsMet">Whether the goal was met; the run ended there.</param>
/// <param name="Steps">The steps performed.</param>
/// <param name="IsCut">Whether the step bound ended the run.</param>
public readonly record struct GoalRun(bool IsMet, int Steps, bool IsCut)
{
    /// <summary>Resets <paramref name="program"/> and runs the next schedule of <paramref name="strategy"/> until it meets the goal or ends.</summary>
    /// <param name="program">The program; left in the state in which the run ended. A check other than the goal's does not end it.</param>
    /// <param name="strategy">Who moves.</param>
    /// <param name="goal">When to stop.</param>
    /// <param name="stepBound">The most steps, at least 0.</param>
    /// <param name="run">How it ended.</param>
    /// <returns>False if the strategy had no further schedule; nothing was run then.</returns>
    public static bool TryRun(IProgram program, IStrategy strategy, Goal goal, int stepBound, out GoalRun run)
    {
        program.Reset();
        run = default;
        if (!strategy.Begin(program))
            return false;

        var steps = 0;
        var isMet = goal.IsMet(program);
        while (!isMet && program.Enabled != 0 && steps < stepBound)
        {
            var actor = strategy.NextActor(program);
            var arity = program.Next(actor).Arity;
            program.Step(actor, arity > 1 ? strategy.NextValue(arity) : 0);
            steps++;
            isMet = goal.IsMet(program);
        }

        run = new GoalRun(isMet, steps, !isMet && program.Enabled != 0);
        return true;
    }
}
