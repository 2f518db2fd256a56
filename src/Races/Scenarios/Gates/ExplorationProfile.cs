namespace RaceSim.Scenarios.Gates;

/// <summary>How much a gate explores: what a file of <c>coyote-configs/</c> says.</summary>
/// <param name="Name">The profile's name or file.</param>
/// <param name="Sampling">The strategy; null for the exhaustive search (<c>dfs</c>, here with optimal partial-order reduction).</param>
/// <param name="MaxExecutions">The greatest number of executions of a row, at least 1.</param>
/// <param name="StepBound">The greatest number of steps of an execution, at least 1.</param>
public sealed record ExplorationProfile(string Name, SamplingOptions? Sampling, long MaxExecutions, int StepBound);
