namespace RaceSim.Exploration;

/// <summary>What an exploration did and found. The same seed and limits give the same result on any number of workers.</summary>
/// <param name="Schedules">The executions counted: all, or those up to and with the first violation if that ended the exploration.</param>
/// <param name="Steps">Their steps.</param>
/// <param name="StepBoundHits">How many of them were given up at the step bound.</param>
/// <param name="LongestExecution">The steps of the longest of them.</param>
/// <param name="Events">The events that some of them reached, one bit each.</param>
/// <param name="Exhausted">Whether the strategy ran out of schedules and each one ran to its end: only then is nothing found a proof,
/// of what the strategy covers. Always false for samples.</param>
/// <param name="Interrupted">Whether the budget or the user ended it.</param>
/// <param name="Findings">The first violation, or the first of each kind by ascending execution.</param>
public sealed record ExplorationResult(
    long Schedules,
    long Steps,
    long StepBoundHits,
    int LongestExecution,
    UInt128 Events,
    bool Exhausted,
    bool Interrupted,
    IReadOnlyList<Finding> Findings)
{
    /// <summary>The violation of the lowest execution; null if none was found.</summary>
    public Finding? First => Findings.Count > 0 ? Findings[0] : null;
}
