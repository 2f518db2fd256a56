namespace RaceSim.Scenarios.Mutants;

/// <summary>A mutant that nothing can kill, and why. It is believed only of a mutant that a study has found to be so.</summary>
/// <param name="Function">The kernel path, as its method is named; empty for any.</param>
/// <param name="Kind">The mutation.</param>
/// <param name="Target">What the mutated step touches, or one of two swapped updates; empty for anything.</param>
/// <param name="End">What it comes to: <see cref="MutantEnd.Equivalent"/>; <see cref="MutantEnd.Permitted"/>; or <see cref="MutantEnd.Gap"/>, if a check or a scenario is missing.</param>
/// <param name="Reason">Why, in one sentence.</param>
/// <param name="Line">The one-based line of the file that says so.</param>
public sealed record KnownSurvivor(string Function, SiteMutationKind Kind, string Target, MutantEnd End, string Reason, int Line)
{
    private static readonly string[] _separators = ["; ", ", "];

    /// <summary>Whether it speaks of a place.</summary>
    public bool Is(MutantPlace place) =>
        place.Mutation.Kind == Kind
        && (Function.Length == 0 || place.Mutation.Site.Member == Function)
        && (Target.Length == 0 || place.Target.Split("; ").Contains(Target) || place.Target.Split(_separators, StringSplitOptions.None).Contains(Target));
}
