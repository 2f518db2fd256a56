namespace RaceSim.Scenarios.Gates;

/// <summary>How much a gate explores: what a file of <c>coyote-configs/</c> says.</summary>
/// <param name="Name">The profile's name or file.</param>
/// <param name="Proof">The most executions of the exhaustive search that is tried first; 0 for none.</param>
/// <param name="Sampling">The strategy where the exhaustive search did not end; null if there is none beside it.</param>
/// <param name="Iterations">The schedules of the strategy, at least 1.</param>
/// <param name="StepBound">The greatest number of steps of an execution, at least 1.</param>
public sealed record ExplorationProfile(string Name, long Proof, SamplingOptions? Sampling, long Iterations, int StepBound);
