using RaceSim.Scenarios.Differences;

namespace RaceSim.Scenarios.Mutants;

/// <summary>A build of a scenario in which one place is mutated.</summary>
/// <param name="Subject">The build, unmutated.</param>
/// <param name="Mutation">What is done wrongly.</param>
public sealed record Mutant(MutantSubject Subject, SiteMutation Mutation)
{
    private Scenario Mutated => new(
        Subject.Scenario.Header,
        (build, options) => new MutatedInstance(Subject.Scenario.Instantiate(build, options), Mutation));

    /// <summary>Looks for a violation by a strategy.</summary>
    /// <param name="strategy">The strategy.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="most">The greatest number of schedules.</param>
    public MutantFate Sample(SamplingStrategy strategy, ulong seed, long most) => Fate(options =>
        Sampling.Run(Mutated, Subject.Build, new SamplingOptions { Strategy = strategy, Seed = seed }, options with { MaxExecutions = most }));

    /// <summary>Looks for a violation in every equivalence class, within the subject's limit.</summary>
    public MutantFate Search() => Fate(options => Verifier.Verify(Mutated, Subject.Build, options));

    /// <summary>Whether the mutant can do exactly what the build can; null if the limit leaves it open.</summary>
    /// <param name="view">What is compared.</param>
    public bool? IsEquivalent(StateView view)
    {
        var mutated = Subject.Search(Mutated, view);
        var original = Subject.Outcomes(view);
        return !mutated.Summary.IsComplete || !original.Summary.IsComplete
            ? null
            : mutated.Found.All(original.Has) && original.Found.All(mutated.Has);
    }

    /// <summary>Where outcomes of the mutant differ from what the build can do, in words; a few examples.</summary>
    public IReadOnlyList<string> Differences() =>
    [
        .. BuildComparison.Between(Subject.Scenario.Name, StateView.Core, Subject.Search(Subject.Scenario, StateView.Core), Subject.Search(Mutated, StateView.Core), Subject.Limits)
            .OnlySecond.Take(2).Select(o => string.Join(", ", o.Differences.Select(d => $"{d.Name} {d.Here} (not {d.There})"))),
    ];

    private MutantFate Fate(Func<RunOptions, RunReport> run)
    {
        try
        {
            var report = run(Subject.Limits);
            return report.Violations.Count > 0
                ? new MutantFate(report.Violations[0].Violation.Invariant, report.Executions, report.Complete)
                : new MutantFate(report.StepBoundHits > 0 ? MutantFate.Endless : null, report.Executions, report.Complete);
        }
        catch (InputException)
        {
            // The model itself refuses to go on: a reference below zero, a frame that does not exist.
            return new MutantFate(MutantFate.Model, 0, false);
        }
    }
}
