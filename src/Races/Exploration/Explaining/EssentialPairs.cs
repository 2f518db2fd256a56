namespace RaceSim.Exploration.Explaining;

/// <summary>What <see cref="EssentialOrder"/> found.</summary>
/// <param name="Pairs">The pairs without whose order the violation does not happen, in the order of the run.</param>
/// <param name="Tested">How many pairs were reversed and run.</param>
/// <param name="Skipped">How many more there are that the budget left out.</param>
public sealed record EssentialPairs(IReadOnlyList<EssentialPair> Pairs, int Tested, int Skipped);
