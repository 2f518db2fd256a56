using RaceSim.Exploration;

namespace RaceSim.Scenarios.Differences;

/// <summary>An outcome that one build has and the other has not.</summary>
/// <param name="Fields">All of it.</param>
/// <param name="Differences">Where it differs from the nearest outcome of the other build: the one with the fewest differences. Empty if that has no outcome.</param>
/// <param name="Trace">A schedule that ends in it, in the build that has it.</param>
public sealed record LoneOutcome(IReadOnlyList<StateField> Fields, IReadOnlyList<FieldDifference> Differences, Trace Trace);
