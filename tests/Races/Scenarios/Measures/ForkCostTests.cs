using RaceSim.Scenarios.Measures.ForkCost;
using RaceSim.Tests.Golden;
using RaceSim.Tests.Races.Cli;
using Xunit;

namespace RaceSim.Tests.Races.Scenarios.Measures;

public sealed class ForkCostTests
{
    private const int Blocks = ForkCounts.Entries / 16;

    private static readonly ForkCostReport Report = ForkCostReport.Create();

    [Fact]
    public void The_table_is_the_committed_text() => GoldenText.Check("bench-fork-cost", Racesim.Run("bench", "fork-cost").Out);

    /// <summary>Entry by entry each block is unfolded in the parent and folded in the child, with an invalidation for both; a batch does neither.</summary>
    [Fact]
    public void The_counts_are_those_of_a_fork()
    {
        Assert.Equal((1, 0, 0), (Report.Without.Invalidations, Report.Without.Folds, Report.Without.Unfolds));
        Assert.Equal((1 + (2 * Blocks), Blocks, Blocks), (Report.Before.Invalidations, Report.Before.Folds, Report.Before.Unfolds));
        Assert.Equal((1, 0, 0), (Report.After.Invalidations, Report.After.Folds, Report.After.Unfolds));
        Assert.Equal((1, 0, 0), (Report.Merged.Invalidations, Report.Merged.Folds, Report.Merged.Unfolds));
        Assert.True(Report.Without.Accesses > 4 * ForkCounts.Entries);
    }

    [Fact]
    public void No_other_two_costs_fit_better()
    {
        var best = Error(Report.Model);
        foreach (var factor in new[] { 0.9, 0.99, 1.01, 1.1 })
        {
            Assert.True(Error(Report.Model with { Access = Report.Model.Access * factor }) > best);
            Assert.True(Error(Report.Model with { Invalidation = Report.Model.Invalidation * factor }) > best);
        }
    }

    [Fact]
    public void The_shape_is_the_posted_one()
    {
        Assert.True(Report.Model is { Access: > 0, Invalidation: > 0 });
        Assert.Equal(Report.Rows.OrderByDescending(r => r.Before), Report.Rows);
        Assert.All(Report.Rows.Skip(1), r => Assert.True(Math.Abs(r.Before - r.Posted.BeforePercent) < 5 && r.Before < r.After));
        Assert.All(Report.Rows, r => Assert.True(Math.Abs(r.After - r.Posted.AfterPercent) < 5));
        Assert.True(Report.BeforeError < Report.LinearError);
    }

    [Fact]
    public void Json_has_the_table()
    {
        var json = Racesim.Run("bench", "fork-cost", "--json").Json.GetProperty("forkCost");
        Assert.Equal([1, 8, 16, 24, 32], json.GetProperty("rows").EnumerateArray().Select(r => r.GetProperty("cpus").GetInt32()));
        Assert.Equal(Report.Before.Accesses, json.GetProperty("counts").GetProperty("before").GetProperty("accesses").GetInt64());
        Assert.True(json.GetProperty("fitted").GetProperty("access").GetDouble() > 0);
    }

    // The sum of the squares of the differences in time, over both columns.
    private static double Error(ForkCostModel model)
    {
        double Time(double percent) => 1 / (1 + (percent / 100));
        double Square(ForkCounts counts, double posted, int cpus) => Math.Pow(Time(model.Percent(counts, Report.Without, cpus)) - Time(posted), 2);
        return PostedForkCost.Rows.Sum(p => Square(Report.Before, p.BeforePercent, p.Cpus) + Square(Report.After, p.AfterPercent, p.Cpus));
    }
}
