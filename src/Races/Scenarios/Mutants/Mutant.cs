using RaceSim.Exploration;

namespace RaceSim.Scenarios.Mutants;

/// <summary>A mutant of one build of a scenario.</summary>
/// <param name="Scenario">The scenario, unmutated.</param>
/// <param name="Build">The build.</param>
/// <param name="Mutation">What is done wrongly.</param>
public sealed record Mutant(Scenario Scenario, string Build, SiteMutation Mutation)
{
    private const int Walks = 200;
    private const int StepBound = 5_000;

    private Scenario Mutated => new(Scenario.Header, (build, options) => new MutatedInstance(Scenario.Instantiate(build, options), Mutation));

    private IReadOnlyList<string>? Armed => Scenario.Header.Expectations.FirstOrDefault(e => e.Build == Build) is { Holds.Count: > 0 } e ? e.Holds : null;

    /// <summary>The mutants of a build: one for each place that a few hundred random schedules reach and a mutation exists for, by function and line.</summary>
    public static IReadOnlyList<Mutant> Of(Scenario scenario, string build)
    {
        var program = scenario.Instantiate(build, InstanceOptions.Default).Program;
        var found = new HashSet<SiteMutation>();
        var sampler = new Pos(1);
        for (var i = 0; i < Walks; i++)
        {
            program.Reset();
            sampler.Begin(program);
            for (var steps = 0; program.Enabled != 0 && program.Violation is null && steps < StepBound; steps++)
            {
                var actor = sampler.NextActor(program);
                ref readonly var next = ref program.Next(actor);
                if (SiteMutation.Of(next) is { } mutation)
                {
                    found.Add(mutation);
                }

                program.Step(actor, next.Arity > 1 ? sampler.NextValue(next.Arity) : 0);
            }
        }

        return [.. found.OrderBy(m => m.Site.Member, StringComparer.Ordinal).ThenBy(m => m.Site.Line).Select(m => new Mutant(scenario, build, m))];
    }

    /// <summary>Looks for a violation by a strategy.</summary>
    /// <param name="strategy">The strategy.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="most">The greatest number of schedules.</param>
    public MutantFate Sample(SamplingStrategy strategy, ulong seed, long most) => Fate(options =>
        Sampling.Run(Mutated, Build, new SamplingOptions { Strategy = strategy, Seed = seed }, options with { MaxExecutions = most }));

    /// <summary>Looks for a violation in every equivalence class.</summary>
    /// <param name="most">The greatest number of executions.</param>
    /// <param name="keepGoing">Asked now and then; false ends the search.</param>
    public MutantFate Search(long most, Func<bool> keepGoing) => Fate(options => Verifier.Verify(Mutated, Build, options with { MaxExecutions = most, KeepGoing = keepGoing }));

    private MutantFate Fate(Func<RunOptions, RunReport> run)
    {
        try
        {
            var report = run(new RunOptions { Invariants = Armed, StepBound = StepBound });
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
