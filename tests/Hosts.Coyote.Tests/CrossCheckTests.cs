using RaceSim.Exploration;
using RaceSim.Hosts.Coyote;
using RaceSim.Scenarios;
using Xunit;

namespace RaceSim.Hosts.Coyote.Tests;

/// <summary>
/// The built-in engine's verdicts against Coyote's executions. What it calls violated Coyote finds, with a trace that replays; on what it proved clean Coyote reports nothing.
/// Each execution is also followed by the built-in engine: another final state, or a step it cannot take, ends the run with an error.
/// </summary>
public sealed class CrossCheckTests
{
    private const long CleanIterations = 40;

    // Most races need few priority changes, some many, and a few one that a random walk takes sooner: strategies in turn, each time for longer.
    private static readonly long[] Rounds = [40, 120, 400, 1_200, 4_000, 12_000];

    private static readonly CoyoteProfile[] Attempts =
    [
        new() { Strategy = CoyoteStrategy.FairPrioritization, StrategyBound = 30 },
        new() { Strategy = CoyoteStrategy.FairPrioritization, StrategyBound = 3 },
        new() { Strategy = CoyoteStrategy.Random },
    ];

    public static TheoryData<string, string?, string> Violated
    {
        get
        {
            var rows = new TheoryData<string, string?, string>();
            foreach (var (scenario, expectation) in Expectations)
            {
                foreach (var invariant in expectation.Violates)
                {
                    rows.Add(scenario.Name, expectation.Build, invariant);
                }
            }

            return rows;
        }
    }

    public static TheoryData<string, string?> Clean
    {
        get
        {
            var rows = new TheoryData<string, string?>();
            foreach (var (scenario, expectation) in Expectations.Where(e => e.Expectation.Violates.Count == 0))
            {
                rows.Add(scenario.Name, expectation.Build);
            }

            return rows;
        }
    }

    private static IEnumerable<(Scenario Scenario, Expectation Expectation)> Expectations =>
        ScenarioCatalogue.Entries.Select(ScenarioCatalogue.Read).SelectMany(s => s.Header.Expectations.Select(e => (s, e)));

    [Theory]
    [MemberData(nameof(Violated))]
    public void Coyote_finds_what_the_built_in_engine_calls_violated(string name, string? build, string invariant)
    {
        var scenario = ScenarioCatalogue.Find(name);
        var runs =
            from iterations in Rounds
            from attempt in Attempts
            let profile = attempt with { Seed = (uint)iterations }
            select CoyoteRun.Of(scenario, build, profile, [invariant], iterations);
        var hosted = runs.First(run => run.Report.Violations.Count > 0);
        var found = Assert.Single(hosted.Report.Violations);
        Assert.Equal(invariant, found.Violation.Invariant);
        Assert.True(Replayer.Run(scenario, TraceLine.Parse(TraceLine.Format(found.Trace))).IsAsRecorded);
        Assert.NotNull(hosted.OwnTrace); // The specification has seen it too.
    }

    [Theory]
    [MemberData(nameof(Clean))]
    public void Coyote_reports_nothing_on_what_the_built_in_engine_proved_clean(string name, string? build)
    {
        var scenario = ScenarioCatalogue.Find(name);
        var holds = scenario.Header.Expectations.First(e => e.Build == build && e.Violates.Count == 0).Holds;
        foreach (var strategy in new[] { CoyoteStrategy.Random, CoyoteStrategy.FairPrioritization })
        {
            var profile = new CoyoteProfile { Strategy = strategy, StrategyBound = 3, Seed = 1 };
            var hosted = CoyoteRun.Of(scenario, build, profile, holds.Count > 0 ? holds : null, CleanIterations);
            Assert.Empty(hosted.Report.Violations);
            Assert.Equal(CleanIterations, hosted.Report.Executions);
            Assert.Null(hosted.OwnTrace);
        }
    }
}
