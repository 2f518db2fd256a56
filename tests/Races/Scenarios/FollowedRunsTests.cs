using RaceSim.Actors;
using RaceSim.Exploration;
using RaceSim.Scenarios;
using RaceSim.Steps;
using Xunit;

namespace RaceSim.Tests.Races.Scenarios;

/// <summary>What other hosts do is followed by the built-in engine: it holds for a host that delivers messages late, and a host that does something else is caught.</summary>
public sealed class FollowedRunsTests
{
    private const long Executions = 60;

    public static TheoryData<string> Names => [.. ScenarioCatalogue.Entries.Select(e => e.Name)];

    public static TheoryData<string, string?, string> Claims
    {
        get
        {
            var rows = new TheoryData<string, string?, string>();
            foreach (var scenario in ScenarioCatalogue.Entries.Select(ScenarioCatalogue.Read))
            {
                foreach (var expectation in scenario.Header.Expectations)
                {
                    foreach (var invariant in expectation.Violates)
                    {
                        rows.Add(scenario.Name, expectation.Build, invariant);
                    }
                }
            }

            return rows;
        }
    }

    /// <summary>No disagreement in any step or final state (<c>docs/soundness.md</c>, section 11), and nothing that holds breaks.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void The_engine_follows_a_host_that_delivers_late(string name)
    {
        var scenario = ScenarioCatalogue.Find(name);
        foreach (var build in scenario.Header.Expectations.Select(e => e.Build).Distinct())
        {
            var report = Follow(scenario, build, run => run);
            Assert.Equal(Executions, report.Executions);
            var clean = scenario.Header.Expectations.FirstOrDefault(e => e.Build == build && e.Violates.Count == 0);
            Assert.DoesNotContain(report.Violations, v => clean is not null && (clean.Holds.Count == 0 || clean.Holds.Contains(v.Violation.Invariant)));
        }
    }

    /// <summary>What a host judges by is what has been asked for, not what a lock has heard: a lock that has been given up protects nothing.</summary>
    [Theory]
    [MemberData(nameof(Claims))]
    public void What_breaks_is_seen_by_a_host_that_delivers_late(string name, string? build, string invariant)
    {
        var scenario = ScenarioCatalogue.Find(name);
        var checks = new InstanceOptions([invariant]);
        var engine = scenario.Instantiate(build, checks).Program;
        using var host = new ShuffledMailboxes(scenario.Instantiate(build, checks).Model, Executions, 1);
        while (host.Next() is { } run)
        {
            Replay.Run(engine, run.Schedule, 10_000, out _);
            Assert.Equal(engine.Violation?.Invariant, run.Violation?.Invariant);
        }
    }

    [Fact]
    public void A_host_that_ends_in_another_state_is_caught() =>
        AssertCaught("its final state is another one", run => run with { Fingerprint = run.Fingerprint ^ 1 });

    [Fact]
    public void A_host_that_takes_a_step_too_many_is_caught() =>
        AssertCaught("for the engine all is over after ", run =>
        {
            run.Schedule.Add(run.Schedule[0].Actor);
            return run;
        });

    [Fact]
    public void A_host_that_has_its_steps_out_of_order_is_caught() =>
        AssertCaught("", run =>
        {
            var reversed = new Schedule();
            for (var step = run.Schedule.Count; step > 0; step--)
            {
                reversed.Add(run.Schedule[step - 1].Actor, run.Schedule[step - 1].Value);
            }

            return run with { Schedule = reversed };
        });

    [Fact]
    public void A_host_that_sees_break_what_does_not_is_caught() =>
        AssertCaught("it saw I1 break and the engine does not", run => run with { Violation = new Violation("I1", "made up") });

    private static void AssertCaught(string words, Func<HostedRun, HostedRun> lie)
    {
        var fault = Assert.Throws<EngineException>(() => Follow(ScenarioCatalogue.Find("reforder"), "linux-6.9", lie));
        Assert.StartsWith("the host and the built-in engine disagree on a schedule of ", fault.Message, StringComparison.Ordinal);
        Assert.Contains(words, fault.Message, StringComparison.Ordinal);
    }

    private static RunReport Follow(Scenario scenario, string? build, Func<HostedRun, HostedRun> lie) =>
        Sampling.Follow(
            scenario,
            build,
            model => new Lying(new ShuffledMailboxes(model, Executions, 1), lie),
            new RunOptions { All = true });

    private sealed class Lying(IHostedRuns runs, Func<HostedRun, HostedRun> lie) : IHostedRuns
    {
        public HostedRun? Next() => runs.Next() is { } run ? lie(run) : null;

        public void Dispose() => runs.Dispose();
    }
}
