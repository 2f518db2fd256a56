using RaceSim.Scenarios;
using RaceSim.Scenarios.Mutants;

namespace RaceSim.Reports;

/// <summary>What became of one mutant under every strategy.</summary>
/// <param name="Mutant">The mutant.</param>
/// <param name="Fates">Of each strategy, in the order of the columns.</param>
/// <param name="Search">Of the search of all classes; null if it was not needed.</param>
public sealed record MutantRow(Mutant Mutant, IReadOnlyList<(SamplingStrategy Strategy, MutantFate Fate)> Fates, MutantFate? Search)
{
    /// <summary>Whether anything killed it.</summary>
    public bool IsKilled => Fates.Any(f => f.Fate.IsKilled) || Search is { IsKilled: true };

    /// <summary>Why it survives; empty if it does not.</summary>
    public string Reason =>
        IsKilled ? ""
        : Mutant.Mutation.Kind == SiteMutationKind.DropBarrier ? "equivalent: the machine is sequentially consistent"
        : Search is { IsExhausted: true } search ? $"all {Figures.Count(search.Schedules)} classes are clean: not needed here, or a check is missing"
        : "not killed within the budget";

    /// <summary>Whether it was killed, or it is known that nothing could kill it in this scenario.</summary>
    public bool IsSettled => IsKilled || Mutant.Mutation.Kind == SiteMutationKind.DropBarrier || Search is { IsExhausted: true };
}
