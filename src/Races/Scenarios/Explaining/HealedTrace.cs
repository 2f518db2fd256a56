namespace RaceSim.Scenarios.Explaining;

/// <summary>A trace that shows again what another one showed before the model changed.</summary>
/// <param name="Minimal">The trace as found, and as short as it can be made.</param>
/// <param name="How">How it was found, in words.</param>
/// <param name="Executions">The executions until it was found.</param>
public sealed record HealedTrace(MinimalTrace Minimal, string How, long Executions);
