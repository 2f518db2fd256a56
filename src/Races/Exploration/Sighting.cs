using RaceSim.Steps;

namespace RaceSim.Exploration;

/// <summary>
/// A violation seen in an execution whose decisions were not written down: running it again is cheaper than recording all.
/// </summary>
internal readonly record struct Sighting(long Execution, Violation Violation);
