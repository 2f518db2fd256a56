namespace RaceSim.Exploration;

/// <summary>Where and why a replay left its schedule.</summary>
/// <param name="Step">The step, from 0.</param>
/// <param name="Reason">The reason.</param>
/// <param name="Message">One sentence for the reader; it counts steps from 1.</param>
public sealed record Divergence(int Step, DivergenceReason Reason, string Message);
