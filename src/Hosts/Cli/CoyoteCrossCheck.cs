using RaceSim.Cli.Hosts;
using RaceSim.Hosts.Coyote;
using RaceSim.Scenarios;

namespace RaceSim.Hosts.Cli;

/// <summary>
/// The built-in engine's verdicts on the catalogue against Coyote's executions: what it calls violated Coyote has to find, and on what it proved clean Coyote may report nothing.
/// Each execution is also followed by the built-in engine, so a final state that it does not reach, or a step it cannot take, is an error.
/// </summary>
public static class CoyoteCrossCheck
{
    /// <summary>The executions of the last round of the complete check, of each strategy.</summary>
    public const long Complete = 43_740;

    /// <summary>The executions of the last round of the quick check, of each strategy: enough for all claims but <see cref="Rare"/>.</summary>
    public const long Quick = 540;

    private const int StepBound = 10_000;
    private const long FirstRound = 20;
    private const int Growth = 3;

    // By evidence: three priority changes find four races of five and most of them soonest, more changes the others. Delay bounding in turn with them, and on a third of the
    // claims a random walk and Q-learning, found nothing that these miss (docs/hosts.md).
    private static readonly CoyoteProfile[] _attempts =
    [
        new() { Strategy = CoyoteStrategy.FairPrioritization, StrategyBound = 3 },
        new() { Strategy = CoyoteStrategy.FairPrioritization, StrategyBound = 10 },
        new() { Strategy = CoyoteStrategy.FairPrioritization, StrategyBound = 30 },
    ];

    private static readonly CoyoteProfile[] _cleanAttempts =
    [
        new() { Strategy = CoyoteStrategy.Random, Seed = 1 },
        new() { Strategy = CoyoteStrategy.FairPrioritization, StrategyBound = 3, Seed = 1 },
    ];

    /// <summary>What the catalogue says is violated, one line for each invariant, in the catalogue's order.</summary>
    public static IEnumerable<(Scenario Scenario, string? Build, string Invariant)> Claims =>
        from row in Expectations from invariant in row.Expectation.Violates select (row.Scenario, row.Expectation.Build, invariant);

    /// <summary>The builds that the catalogue says are clean, with the invariants that hold on each; null for all.</summary>
    public static IEnumerable<(Scenario Scenario, string? Build, IReadOnlyList<string>? Holds)> Clean =>
        from row in Expectations
        where row.Expectation.Violates.Count == 0
        select (row.Scenario, row.Expectation.Build, row.Expectation.Holds.Count > 0 ? row.Expectation.Holds : null);

    /// <summary>The claims for which Coyote needs thousands of executions, as <see cref="NameOf"/> writes them: for the complete check only.</summary>
    public static IReadOnlySet<string> Rare { get; } = new HashSet<string>
    {
        "cow-late-flush@cow-pte-v5 I4",
        "cow-late-flush@cow-pte-v5 I6",
        "cow-no-barrier@cow-pte-v5+relaxed-put+pso I4",
        "cow-refdec@cow-pte-v5+unlock-before-install I4",
        "cow-seqcount-pin@cow-pte-v5 I13",
        "double-map-reuse@oppo-mapcount-reuse+split-without-folio-lock I5",
        "double-map-reuse@oppo-mapcount-reuse+split-without-folio-lock I4",
        "fork-gup-fast@linux-5.9 I13",
        "fork-gup-fast@linux-6.8+no-seq-recheck I13",
        "pmd-split@wp-page-mapcount I4",
        "reclaim-store@linux-6.9+write-before-flush I4",
        "refmap never",
    };

    private static IEnumerable<(Scenario Scenario, Expectation Expectation)> Expectations =>
        ScenarioCatalogue.Entries.Select(ScenarioCatalogue.Read).SelectMany(s => s.Header.Expectations.Select(e => (s, e)));

    /// <summary>A claim in one line.</summary>
    public static string NameOf(Scenario scenario, string? build, string invariant) => $"{(build is null ? scenario.Name : $"{scenario.Name}@{build}")} {invariant}";

    /// <summary>Has Coyote look for one invariant's violation, with its strategies in turn, each time for longer.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="build">The build.</param>
    /// <param name="invariant">The only check that is armed.</param>
    /// <param name="longest">The most executions of one strategy in its last round.</param>
    public static CoyoteFinding Find(Scenario scenario, string? build, string invariant, long longest)
    {
        var executions = 0L;
        for (var round = FirstRound; round <= longest; round *= Growth)
        {
            foreach (var attempt in _attempts)
            {
                var profile = attempt with { Seed = (uint)round };
                var hosted = Explore(scenario, build, profile, [invariant], round);
                executions += hosted.Report.Executions;
                if (hosted.Report.Violations.Count > 0)
                {
                    return new CoyoteFinding(hosted, profile, executions);
                }
            }
        }

        return new CoyoteFinding(null, null, executions);
    }

    /// <summary>Runs a build that is clean, with each of two strategies.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="build">The build.</param>
    /// <param name="holds">The checks that are armed; null for all.</param>
    /// <param name="executions">How many with each strategy.</param>
    public static IReadOnlyList<HostReport> OnClean(Scenario scenario, string? build, IReadOnlyList<string>? holds, long executions) =>
        [.. _cleanAttempts.Select(attempt => Explore(scenario, build, attempt, holds, executions))];

    private static HostReport Explore(Scenario scenario, string? build, CoyoteProfile profile, IReadOnlyList<string>? invariants, long executions)
    {
        var options = new RunOptions { Invariants = invariants, MaxExecutions = executions, StepBound = StepBound };
        return CoyoteExploration.Explore(new HostRequest(scenario, build, new SamplingOptions(), false, null, "", _ => "", options), profile);
    }
}
