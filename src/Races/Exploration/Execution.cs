namespace RaceSim.Exploration;

/// <summary>What became of one schedule.</summary>
/// <param name="End">How it ended.</param>
/// <param name="Steps">The number of steps performed.</param>
public readonly record struct Execution(ExecutionEnd End, int Steps);
