using RaceSim.Exploration;

namespace RaceSim.Scenarios;

/// <summary>One thing to find: an invariant that a scenario's file says a build breaks. Strategies are compared by how many schedules they need.</summary>
/// <param name="Scenario">The scenario.</param>
/// <param name="Build">The build; null for a sketch.</param>
/// <param name="Invariant">The invariant; the only one armed.</param>
public sealed record StrategyTrial(Scenario Scenario, string? Build, string Invariant)
{
    /// <summary>The trials of a scenario, in its file's order.</summary>
    public static IEnumerable<StrategyTrial> Of(Scenario scenario) =>
        scenario.Header.Expectations.SelectMany(e => e.Violates.Select(id => new StrategyTrial(scenario, e.Build, id)));

    /// <summary>The schedules up to and with the first violation; null if there is none in <paramref name="most"/>.</summary>
    /// <param name="strategy">The strategy.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="most">The greatest number of schedules.</param>
    /// <remarks>Walks that measure the program beforehand are not counted: 64 for PCT and SURW.</remarks>
    public long? Schedules(SamplingStrategy strategy, ulong seed, long most)
    {
        var report = Sampling.Run(Scenario, Build, new SamplingOptions { Strategy = strategy, Seed = seed }, new RunOptions { MaxExecutions = most, Invariants = Armed });
        return report.Violations.Count > 0 ? report.Executions : null;
    }

    // A sketch has no invariants to choose from: always, never, assert and deadlock are always looked at.
    private IReadOnlyList<string>? Armed => Scenario.Header.IsSketch ? null : [Invariant];
}
