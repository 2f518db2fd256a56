using RaceSim.Steps;

namespace RaceSim.Exploration;

/// <summary>Estimates how long executions are, before a run that needs to know (<see cref="Pct"/>).</summary>
public static class LengthProbe
{
    /// <summary>The steps of the longest of some random walks, at least 1. The same arguments give the same number.</summary>
    /// <param name="program">The program.</param>
    /// <param name="seed">The seed of the walks.</param>
    /// <param name="executions">How many walks, at least 1.</param>
    /// <param name="stepBound">The step bound of each, at least 1.</param>
    public static int Longest(IProgram program, ulong seed, int executions, int stepBound)
    {
        var walk = new RandomWalk(seed);
        var longest = 1;
        for (var i = 0; i < executions && Executor.TryRun(program, walk, stepBound, out var execution); i++)
            longest = Math.Max(longest, execution.Steps);
        return longest;
    }
}
