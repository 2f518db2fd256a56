namespace RaceSim.Scenarios.Mutants;

/// <summary>What became of the mutants of one place.</summary>
/// <param name="Place">The place.</param>
/// <param name="End">What they come to.</param>
/// <param name="By">The mutant that was killed; null if none was.</param>
/// <param name="Fates">What became of that one by each strategy; empty if none was killed.</param>
/// <param name="Search">What became of it in the search of all classes; null if a sample killed it.</param>
/// <param name="Searched">How many builds were searched to the end; 0 if the place's mutant was killed.</param>
/// <param name="Reason">Why it survives; empty if it does not.</param>
/// <param name="Examples">For a gap, what the mutant can do and the original cannot.</param>
public sealed record MutantReport(
    MutantPlace Place,
    MutantEnd End,
    Mutant? By,
    IReadOnlyList<(SamplingStrategy Strategy, MutantFate Fate)> Fates,
    MutantFate? Search,
    int Searched,
    string Reason,
    IReadOnlyList<string> Examples)
{
    /// <summary>The checks that noticed, without repetition.</summary>
    public IReadOnlyList<string> Killers => [.. Fates.Select(f => f.Fate.Killer).Append(Search?.Killer).OfType<string>().Distinct()];
}
