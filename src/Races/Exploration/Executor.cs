using RaceSim.Steps;

namespace RaceSim.Exploration;

/// <summary>Runs one schedule: asks a strategy who moves, and moves them, until there is nothing left to do.</summary>
public static class Executor
{
    /// <summary>Resets <paramref name="program"/> and runs the next schedule of <paramref name="strategy"/>.</summary>
    /// <param name="program">The program; left in the state in which the execution ended.</param>
    /// <param name="strategy">The strategy.</param>
    /// <param name="stepBound">The number of steps after which the execution is given up, at least 1.</param>
    /// <param name="execution">How it ended.</param>
    /// <returns>False if the strategy had no further schedule; nothing was run then.</returns>
    public static bool TryRun(IProgram program, IStrategy strategy, int stepBound, out Execution execution)
    {
        program.Reset();
        if (!strategy.Begin(program))
        {
            execution = default;
            return false;
        }

        execution = Run(program, strategy, stepBound);
        return true;
    }

    private static Execution Run(IProgram program, IStrategy strategy, int stepBound)
    {
        var steps = 0;
        while (program.Enabled != 0)
        {
            if (steps == stepBound)
                return new Execution(ExecutionEnd.StepBoundHit, steps);

            var actor = strategy.NextActor(program);
            var arity = program.Next(actor).Arity;
            program.Step(actor, arity > 1 ? strategy.NextValue(arity) : 0);
            steps++;
            if (program.Violation is not null)
                return new Execution(ExecutionEnd.Violated, steps);
        }

        if (program.Unfinished != 0)
            return new Execution(ExecutionEnd.Deadlocked, steps);

        return new Execution(program.Violation is null ? ExecutionEnd.Completed : ExecutionEnd.Violated, steps);
    }
}
