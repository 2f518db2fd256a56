using RaceSim.Scenarios;
using Xunit;

namespace RaceSim.Tests.Races.Scenarios;

public sealed class SamplingTests
{
    private const string Racy = """
        scenario: racy
        reaches: x == 2
        program:
          cells: { x: 0 }
          threads:
            A: [ r = x, x = r + 1 ]
            B: [ r = x, x = r + 1 ]
        """;

    [Fact]
    public void Outcomes_are_those_that_an_exhaustive_run_finds()
    {
        var scenario = ScenarioReader.Read(Racy, "racy.yaml");
        var sampled = Sampling.Run(scenario, null, new SamplingOptions(), new RunOptions { MaxExecutions = 500, Workers = 2 });
        var all = Verifier.Verify(scenario, null, new RunOptions());
        Assert.Equal(Verdict.Bounded, sampled.Verdict);
        Assert.Equal(all.Outcomes, sampled.Outcomes);
    }

    [Theory]
    [InlineData(SamplingStrategy.Random)]
    [InlineData(SamplingStrategy.Bounded)]
    public void A_witness_of_an_event_replays_to_it(SamplingStrategy strategy)
    {
        var scenario = ScenarioReader.Read(Racy, "racy.yaml");
        var report = Sampling.Run(scenario, null, new SamplingOptions { Strategy = strategy }, new RunOptions { MaxExecutions = 100 });
        var (name, trace) = Assert.Single(report.Witnesses);
        var replay = Replayer.Run(scenario, trace);
        Assert.True(replay.IsAsRecorded);
        Assert.Contains(name, replay.Reached);
    }

    [Fact]
    public void An_event_that_never_happens_makes_a_run_vacuous()
    {
        var scenario = ScenarioReader.Read(Racy.Replace("x == 2", "x == 3", StringComparison.Ordinal), "racy.yaml");
        var report = Sampling.Run(scenario, null, new SamplingOptions(), new RunOptions { MaxExecutions = 100 });
        Assert.Equal(Verdict.Vacuous, report.Verdict);
        Assert.Single(report.Missing);
    }

    [Fact]
    public void A_step_bound_that_is_hit_is_unknown()
    {
        var scenario = ScenarioReader.Read(Racy, "racy.yaml");
        var report = Sampling.Run(scenario, null, new SamplingOptions(), new RunOptions { MaxExecutions = 100, StepBound = 3 });
        Assert.Equal(Verdict.Unknown, report.Verdict);
    }

    [Fact]
    public void A_budget_that_is_over_before_the_start_is_unknown()
    {
        var scenario = ScenarioReader.Read(Racy, "racy.yaml");
        var report = Sampling.Run(scenario, null, new SamplingOptions(), new RunOptions { KeepGoing = () => false });
        Assert.Equal((Verdict.Unknown, 0), (report.Verdict, report.Executions));
    }
}
