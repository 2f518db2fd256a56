using RaceSim.Exploration;

namespace RaceSim.Scenarios.Searching;

/// <summary>What the search of a part came to.</summary>
/// <param name="Tally">What its executions came to.</param>
/// <param name="Uncovered">The paths to the positions at which something was not foreseen.</param>
/// <param name="IsTooLarge">Whether it was given up because it has too many executions; then the rest means nothing.</param>
internal sealed record PartResult(SearchTally Tally, IReadOnlyList<Decision[]> Uncovered, bool IsTooLarge);
