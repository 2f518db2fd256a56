using RaceSim.Actors;
using RaceSim.Exploration;
using RaceSim.Hosts.Cli;
using RaceSim.Kernel;
using RaceSim.Kernel.Cpus;
using RaceSim.Scenarios;
using Xunit;

namespace RaceSim.Hosts.Akka.Tests;

/// <summary>Every execution is followed by the built-in engine on the way: another final state, or a step it cannot take, ends the run with an error.</summary>
public sealed class LiveHostTests
{
    public static TheoryData<string, string?> Clean
    {
        get
        {
            var builds = new TheoryData<string, string?>();
            foreach (var scenario in ScenarioCatalogue.Entries.Select(ScenarioCatalogue.Read))
            {
                foreach (var expectation in scenario.Header.Expectations.Where(e => e.Violates.Count == 0))
                {
                    builds.Add(scenario.Name, expectation.Build);
                }
            }

            return builds;
        }
    }

    [Theory]
    [MemberData(nameof(Clean))]
    public void Nothing_breaks_on_a_build_that_the_built_in_engine_proved_clean(string name, string? build)
    {
        var scenario = ScenarioCatalogue.Find(name);
        var holds = scenario.Header.Expectations.First(e => e.Build == build && e.Violates.Count == 0).Holds;
        var report = Run(scenario, build, holds.Count > 0 ? holds : null, 100);
        Assert.Empty(report.Violations);
        Assert.Equal(100, report.Executions);
    }

    [Theory]
    [InlineData("reforder", "batch-v2")]
    [InlineData("midfork-fault", "blind-copy")]
    [InlineData("refmap", null)]
    public void Races_are_found_and_replay(string name, string? build)
    {
        var scenario = ScenarioCatalogue.Find(name);
        var report = Run(scenario, build, null, 100_000);
        var found = Assert.Single(report.Violations);
        Assert.True(Replayer.Run(scenario, TraceLine.Parse(TraceLine.Format(found.Trace))).IsAsRecorded);
    }

    [Fact]
    public void A_deadlock_ends_the_execution()
    {
        var scenario = ScenarioReader.Read(Deadlocking, "deadlocking.yaml");
        var found = Assert.Single(Run(scenario, null, null, 100_000).Violations);
        Assert.Equal("deadlock", found.Violation.Invariant);
    }

    [Fact]
    public void A_long_execution_is_cut_at_the_step_bound()
    {
        var report = Run(ScenarioCatalogue.Find("midfork"), null, null, 10, stepBound: 5);
        Assert.Equal(10, report.StepBoundHits);
        Assert.Equal(50, report.Steps);
        Assert.Equal(Verdict.Unknown, report.Verdict);
    }

    [Fact]
    public void What_an_actor_throws_is_reported_and_the_next_execution_runs()
    {
        var isBroken = true;
        async KernelPath Throwing(Cpu cpu)
        {
            await cpu.Choose(2);
            if (isBroken)
            {
                throw new InvalidOperationException("out of luck");
            }
        }

        using var host = Host(Throwing);
        Assert.Contains("InvalidOperationException: out of luck", Assert.Throws<EngineException>(host.Execute).Message, StringComparison.Ordinal);
        isBroken = false;
        host.Execute();
        Assert.False(host.Run.WasGivenUp);
        isBroken = true;
        Assert.Throws<EngineException>(host.Execute);
    }

    [Fact]
    public void A_fault_of_the_scenario_stays_one()
    {
        static async KernelPath Asking(Cpu cpu)
        {
            await cpu.Choose(2);
            throw new ModelException("too few pages");
        }

        using var host = Host(Asking);
        Assert.Equal("too few pages", Assert.Throws<ModelException>(host.Execute).Message);
    }

    private const string Deadlocking = """
        scenario: deadlocking
        program:
          cells: { x: 0 }
          locks: [ a, b ]
          threads:
            P: [ lock(a), lock(b), x = 1, unlock(b), unlock(a) ]
            Q: [ lock(b), lock(a), x = 2, unlock(a), unlock(b) ]
        """;

    private static LiveHost Host(Func<Cpu, KernelPath> path)
    {
        var machine = new Machine();
        machine.AddCpu("CPU0", 0);
        return new LiveHost(new ActorModel(machine, [[new ThreadPlan(0, [new PlannedOperation(path)])]], [0], null), 100, 2, 1);
    }

    private static RunReport Run(Scenario scenario, string? build, IReadOnlyList<string>? invariants, long iterations, int stepBound = 10_000)
    {
        var options = new RunOptions { Invariants = invariants, MaxExecutions = iterations, StepBound = stepBound };
        return new LiveExploration().Explore(new(scenario, build, new SamplingOptions(), false, null, "", _ => "", options)).Report;
    }
}
