using RaceSim.Kernel.Cpus;
using RaceSim.Scenarios;
using RaceSim.Scenarios.Measures;
using RaceSim.Tests.Races.Cli;
using Xunit;

namespace RaceSim.Tests.Races.Scenarios.Measures;

public sealed class MetricTests
{
    private const string OneFork = """
        scenario: one-fork
        constants: { ptes-per-table: 4, cont-ptes: 4, break-threshold: 100 }
        folios: { A: { pages: 4 } }
        processes:
          P: { entries: "A0wc A1wc A2wc A3wc" }
          C: { forked: true }
        threads:
          T0: { process: P, do: [ fork C ] }
        builds: { contpte-per-pte: { clean: true }, linux-6.9: { clean: true }, linux-6.8: { clean: true } }
        """;

    /// <summary>One thread and no choice: every number can be read from the paths.</summary>
    [Theory]
    [InlineData("linux-6.8", 1, 0, 0)]
    [InlineData("linux-6.9", 1, 0, 0)]
    [InlineData("contpte-per-pte", 3, 1, 1)]
    public void A_fork_of_one_block_costs_what_its_path_says(string build, long invalidations, long folds, long unfolds)
    {
        var costs = BuildCosts.Measure(ScenarioReader.Read(OneFork, "one-fork.yaml"), build, 10, 1000);
        Assert.True(costs.IsComplete);
        Assert.Equal((invalidations, folds, unfolds), (Only(costs, Metric.TlbInvalidations), Only(costs, Metric.Folds), Only(costs, Metric.Unfolds)));
        Assert.Equal((0, 0), (Only(costs, Metric.LockBreaks), Only(costs, Metric.PageCopies)));
    }

    /// <summary>The child's lock is taken first and given up last: the hold is the distance of the two steps, as a replay numbers them.</summary>
    [Theory]
    [InlineData("linux-6.8")]
    [InlineData("contpte-per-pte")]
    public void The_longest_hold_is_the_distance_from_lock_to_unlock(string build)
    {
        var scenario = ScenarioReader.Read(OneFork, "one-fork.yaml");
        var report = RaceSim.Scenarios.Differences.BuildComparison.Compare(scenario, build, build + "+no-rss", RaceSim.Scenarios.Differences.StateView.Full, new RunOptions());
        var replay = Replayer.Run(scenario, report.OnlyFirst[0].Trace);
        var taken = replay.Steps.Single(s => s.Subject == "C.ptl" && s.Kind == RaceSim.Steps.OperationKind.Acquire).Number;
        var given = replay.Steps.Single(s => s.Subject == "C.ptl" && s.Kind == RaceSim.Steps.OperationKind.Release).Number;
        Assert.Equal(given - taken, replay.Metrics.Single(m => m.Metric == Metric.LongestPtlHold).Greatest);
    }

    /// <summary>Armed invariants order more steps and so make more classes; the extremes of what they cost are the same.</summary>
    [Theory]
    [InlineData("midfork-fault", "linux-6.9")]
    [InlineData("midfork-fault", "contpte-per-pte")]
    [InlineData("partial-pin", "linux-6.9")]
    public void The_extremes_do_not_depend_on_how_many_classes_there_are(string name, string build)
    {
        var scenario = ScenarioCatalogue.Find(name);
        var armed = Verifier.Verify(scenario, build, new RunOptions { All = true, Measure = true });
        var bare = BuildCosts.Measure(scenario, build, long.MaxValue, 10_000);
        Assert.True(armed.Complete && bare.IsComplete && bare.Executions < armed.Executions);
        Assert.Equal(armed.Metrics, bare.Ranges);
    }

    [Fact]
    public void Nobody_who_does_not_ask_pays()
    {
        var instance = ScenarioCatalogue.Find("midfork-fault").Instantiate("linux-6.9", InstanceOptions.Default);
        Assert.Null(instance.Machine.Ledger);
        Assert.Empty(Verifier.Verify(ScenarioCatalogue.Find("midfork-fault"), "linux-6.9", new RunOptions()).Metrics);
    }

    [Fact]
    public void Verify_and_replay_print_them()
    {
        Assert.Contains("costs an execution: TLB invalidations 1..2, unfolds 0..1, lock breaks 0..2, longest PTL hold, steps ", Racesim.Run("verify", "midfork-fault", "--build", "linux-6.9").Out, StringComparison.Ordinal);
        var trace = Racesim.Run("reproduce", "E13", "--no-minimize", "--json").Json.GetProperty("rows")[0].GetProperty("trace").GetString()!;
        var replay = Racesim.Run("replay", trace, "--json").Json.GetProperty("metrics");
        Assert.Equal(1, replay.GetProperty("unfolds").GetProperty("min").GetInt32());
        Assert.Contains("costs: ", Racesim.Run("replay", trace).Out, StringComparison.Ordinal);
    }

    private static long Only(BuildCosts costs, Metric metric)
    {
        var range = costs.Of(metric)!;
        Assert.Equal(range.Least, range.Greatest);
        return range.Least;
    }
}
