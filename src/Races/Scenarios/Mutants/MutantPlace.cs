namespace RaceSim.Scenarios.Mutants;

/// <summary>One mutation, and every build of a scenario that reaches its place.</summary>
/// <param name="Mutation">The mutation.</param>
/// <param name="Target">What the mutated step touches: a kind of cell or lock.</param>
/// <param name="Mutants">One for each build that reaches the place; what is quick to explore first.</param>
public sealed record MutantPlace(SiteMutation Mutation, string Target, IReadOnlyList<Mutant> Mutants);
