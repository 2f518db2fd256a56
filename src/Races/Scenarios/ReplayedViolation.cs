using RaceSim.Steps;

namespace RaceSim.Scenarios;

/// <summary>A check that broke during a replay.</summary>
/// <param name="Violation">Which one, and what was seen.</param>
/// <param name="Step">The number of steps after which it was broken.</param>
public sealed record ReplayedViolation(Violation Violation, int Step);
