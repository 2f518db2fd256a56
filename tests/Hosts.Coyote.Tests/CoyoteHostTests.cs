using System.Text.Json;
using RaceSim.Actors;
using RaceSim.Exploration;
using RaceSim.Hosts.Coyote;
using RaceSim.Kernel.Cpus;
using RaceSim.Scenarios;
using Xunit;

namespace RaceSim.Hosts.Coyote.Tests;

public sealed class CoyoteHostTests
{
    private const string Deadlocking = """
        scenario: deadlocking
        program:
          cells: { x: 0 }
          locks: [ a, b ]
          threads:
            P: [ lock(a), lock(b), x = 1, unlock(b), unlock(a) ]
            Q: [ lock(b), lock(a), x = 2, unlock(a), unlock(b) ]
        """;

    private const string Tiny = """
        scenario: tiny
        program:
          cells: { x: 0 }
          threads:
            P: [ x = 1 ]
            Q: [ x = 2 ]
        """;

    [Theory]
    [InlineData(CoyoteStrategy.Random)]
    [InlineData(CoyoteStrategy.Probabilistic)]
    [InlineData(CoyoteStrategy.Prioritization)]
    [InlineData(CoyoteStrategy.FairPrioritization)]
    [InlineData(CoyoteStrategy.DelayBounding)]
    [InlineData(CoyoteStrategy.FairDelayBounding)]
    [InlineData(CoyoteStrategy.QLearning)]
    public void Every_strategy_finds_the_headline_race(CoyoteStrategy strategy)
    {
        var scenario = ScenarioCatalogue.Find("reforder");
        var hosted = CoyoteRun.Of(scenario, "batch-v2", new CoyoteProfile { Strategy = strategy, StrategyBound = 3, Seed = 3 }, null, 5_000);
        Assert.Equal("I1", Assert.Single(hosted.Report.Violations).Violation.Invariant);
    }

    [Fact]
    public void A_deadlock_is_a_violation_of_liveness()
    {
        var scenario = ScenarioReader.Read(Deadlocking, "deadlocking.yaml");
        var hosted = CoyoteRun.Of(scenario, null, new CoyoteProfile { Seed = 1 }, null, 1_000);
        Assert.Equal("deadlock", Assert.Single(hosted.Report.Violations).Violation.Invariant);
        Assert.NotNull(hosted.OwnTrace);
    }

    [Fact]
    public void Coyote_repeats_its_own_trace_to_the_same_schedule()
    {
        var scenario = ScenarioCatalogue.Find("reforder");
        var found = CoyoteRun.Of(scenario, "batch-v2", new CoyoteProfile { Seed = 5 }, null, 1_000);
        using var own = JsonDocument.Parse(found.OwnTrace!);
        var again = CoyoteRun.Of(
            scenario, "batch-v2", new CoyoteProfile { Strategy = CoyoteStrategy.Replay, Trace = "a file", Iterations = 1 }, null, 1, found.OwnTrace!);
        Assert.Equal(Line(found.Report), Line(again.Report));
    }

    [Fact]
    public void The_same_seed_gives_the_same_schedules()
    {
        var first = Schedules(seed: 11);
        Assert.Equal(first, Schedules(seed: 11));
        Assert.NotEqual(first, Schedules(seed: 12));
        Assert.True(first.Distinct().Count() > first.Count / 2, "hardly a new schedule in an execution");
    }

    [Fact]
    public void Depth_first_goes_on_after_the_first_execution_and_sees_both_outcomes()
    {
        var report = CoyoteRun.Of(ScenarioReader.Read(Tiny, "tiny.yaml"), null, new CoyoteProfile { Strategy = CoyoteStrategy.Dfs, Seed = 1 }, null, 1_000).Report;
        Assert.InRange(report.Executions, 2, 1_000);
        Assert.Equal(2, report.Outcomes.Count);
        Assert.False(report.Complete); // The engine would have only Coyote's word for it.
    }

    [Fact]
    public void A_long_execution_is_cut_at_the_step_bound()
    {
        var report = CoyoteRun.Of(ScenarioCatalogue.Find("midfork"), null, new CoyoteProfile { Seed = 1 }, null, 10, stepBound: 5).Report;
        Assert.Equal(10, report.StepBoundHits);
        Assert.Equal(50, report.Steps);
    }

    [Fact]
    public void What_an_actor_throws_is_reported()
    {
        static async KernelPath Throwing(Cpu cpu)
        {
            await cpu.Choose(2);
            throw new InvalidOperationException("out of luck");
        }

        var machine = new Machine();
        machine.AddCpu("CPU0", 0);
        var model = new ActorModel(machine, [[new ThreadPlan(0, [new PlannedOperation(Throwing)])]], [0], null);
        using var host = new CoyoteHost(model, new CoyoteProfile(), null, 1, 100, 1);
        Assert.Contains("out of luck", Assert.Throws<EngineException>(() => host.Execute()).Message, StringComparison.Ordinal);
    }

    /// <summary>Coyote's verdict must not depend on a clock: a machine with other work is no deadlock.</summary>
    [Fact]
    public void No_execution_is_given_up_because_time_has_passed()
    {
        var settings = CoyoteSettings.Of(new CoyoteProfile(), 1, 1, null);
        Assert.True(settings.DeadlockTimeout > TimeSpan.FromDays(7).TotalMilliseconds);
    }

    [Fact]
    public void A_host_that_was_never_run_or_is_left_in_the_middle_ends()
    {
        var scenario = ScenarioCatalogue.Find("reforder");
        using (new CoyoteHost(scenario.Instantiate("linux-6.9", InstanceOptions.Default).Model, new CoyoteProfile(), null, 10, 100, 1))
        {
        }

        using var host = new CoyoteHost(scenario.Instantiate("linux-6.9", InstanceOptions.Default).Model, new CoyoteProfile(), null, 10, 1000, 1);
        Assert.True(host.Execute());
        Assert.True(host.Run.HasStepped);
    }

    private static List<string> Schedules(uint seed)
    {
        var model = ScenarioCatalogue.Find("midfork-fault").Instantiate("linux-6.9", InstanceOptions.Default).Model;
        using var host = new CoyoteHost(model, new CoyoteProfile { Seed = seed }, null, 30, 10_000, 1);
        var schedules = new List<string>();
        while (host.Execute())
        {
            schedules.Add(string.Join(' ', host.Run.Decisions));
        }

        return schedules;
    }

    private static string Line(RunReport report) => TraceLine.Format(Assert.Single(report.Violations).Trace);
}
