using RaceSim.Exploration;
using RaceSim.Exploration.Explaining;
using RaceSim.Tests.Exploration;
using Xunit;

namespace RaceSim.Tests.Explaining;

/// <summary>On the lost update, whose pairs and chances can be worked out by hand: thread 0 writes, thread 1 writes, thread 0 writes again.</summary>
public sealed class ExplainingTests
{
    private static readonly Goal _broken = Goal.Breaks("always");

    [Fact]
    public void Both_orders_around_the_write_in_between_are_essential()
    {
        var log = RunLog.Of(Toys.LostUpdate(), Failing(), _broken, 100);
        Assert.Equal(3, log.GoalStep);
        Assert.Equal(5, log.Schedule.Count);
        var found = EssentialOrder.Find(Toys.LostUpdate(), log, _broken, 100, 100);
        Assert.Equal([(0, 1), (1, 2)], found.Pairs.Select(p => (p.First, p.Second)));
        foreach (var pair in found.Pairs)
        {
            Assert.True(GoalRun.TryRun(Toys.LostUpdate(), new Replay(pair.Reversed), _broken, 100, out var run));
            Assert.False(run.IsMet);
        }
    }

    [Fact]
    public void A_budget_leaves_pairs_out_and_says_so()
    {
        var log = RunLog.Of(Toys.LostUpdate(), Failing(), _broken, 100);
        var found = EssentialOrder.Find(Toys.LostUpdate(), log, _broken, 1, 100);
        Assert.Equal(1, found.Tested);
        Assert.True(found.Skipped > 0);
    }

    [Fact]
    public void What_happens_before_what_follows_from_dependence_and_program_order()
    {
        var log = RunLog.Of(Toys.LostUpdate(), Failing(), _broken, 100);
        Assert.True(log.HappensBefore(0, 1));
        Assert.True(log.HappensBefore(0, 2));
        Assert.False(log.HappensBefore(2, 1));
        var independent = new Schedule();
        foreach (var actor in new[] { 0, 1, 0, 1 })
            independent.Add(actor);
        var other = RunLog.Of(Toys.Independent(2, 2), independent, _broken, 100);
        Assert.False(other.HappensBefore(0, 1));
        Assert.True(other.HappensBefore(0, 2));
        Assert.Empty(other.Reversible);
    }

    [Fact]
    public void The_chances_are_those_worked_out_by_hand()
    {
        var curve = Inevitability.Estimate(Toys.LostUpdate(), Failing(), _broken, 4_000, long.MaxValue / 4, 100);
        Assert.True(curve.IsWhole);
        Assert.Equal([0, 1, 2, 3], curve.Points.Select(p => p.Step));
        double[] expected = [0.25, 0.5, 1, 1]; // Thread 0 first, then thread 1; whoever comes then, thread 0 writes again at last.
        Assert.All(curve.Points.Zip(expected), p => Assert.InRange(p.First.Chance, p.Second - 0.03, p.Second + 0.03));
        Assert.Equal(2, curve.Decisive.Step);
        Assert.Equal(2, curve.Inevitable.Step);
    }

    [Fact]
    public void A_small_budget_means_fewer_runs_and_fewer_steps()
    {
        var curve = Inevitability.Estimate(Toys.LostUpdate(), Failing(), _broken, 4_000, 1_000, 100);
        Assert.Equal(100, curve.Runs);
        Assert.False(curve.IsWhole);
        Assert.Equal([0, 3], curve.Points.Select(p => p.Step));
    }

    [Fact]
    public void The_nearest_passing_run_parts_where_it_last_can()
    {
        var log = RunLog.Of(Toys.LostUpdate(), Failing(), _broken, 100);
        var passing = NearestPassing.Find(Toys.LostUpdate(), log, _broken, 100, 100, out var partsAt);
        Assert.NotNull(passing);
        Assert.Equal(1, partsAt);
        Assert.True(GoalRun.TryRun(Toys.LostUpdate(), new Replay(passing), _broken, 100, out var run));
        Assert.False(run.IsMet);
    }

    private static Schedule Failing()
    {
        var schedule = new Schedule();
        foreach (var actor in new[] { 0, 1, 0 })
            schedule.Add(actor);
        return schedule;
    }
}
