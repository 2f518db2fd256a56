using RaceSim.Exploration;
using RaceSim.Exploration.Minimisation;
using RaceSim.Tests.Exploration;
using Xunit;

namespace RaceSim.Tests.Minimisation;

public sealed class MinimiserTests
{
    private static readonly Goal _broken = Goal.Breaks("always");

    [Fact]
    public void The_lost_update_needs_one_preemption_and_four_steps()
    {
        var minimal = Minimiser.Run(Toys.LostUpdate(), Failing(), _broken, 1_000, 100)!;
        Assert.Equal((1, 4), (minimal.Cost.Preemptions, minimal.Cost.Steps)); // Three steps would do with a second preemption.
        Assert.True(minimal.ArePreemptionsProved && minimal.AreStepsProved);
    }

    [Fact]
    public void A_budget_that_ends_takes_the_proof_away_and_not_the_result()
    {
        var minimal = Minimiser.Run(Toys.LostUpdate(), Failing(), _broken, 1, 100)!;
        Assert.False(minimal.ArePreemptionsProved);
        Assert.False(minimal.AreStepsProved);
        Assert.True(GoalRun.TryRun(Toys.LostUpdate(), new Replay(minimal.Schedule), _broken, 100, out var run) && run.IsMet);
    }

    [Fact]
    public void A_schedule_that_does_not_meet_the_goal_is_not_minimised()
    {
        var harmless = new Schedule();
        harmless.Add(0);
        harmless.Add(0);
        Assert.Null(Minimiser.Run(Toys.LostUpdate(), harmless, _broken, 1_000, 100));
    }

    [Fact]
    public void A_deadlock_is_a_goal()
    {
        var schedule = new Schedule();
        foreach (var actor in new[] { 0, 1, 0, 1 })
            schedule.Add(actor);
        var minimal = Minimiser.Run(Toys.Deadlocking(), schedule, Goal.Breaks(Deadlock.Id), 1_000, 100)!;
        Assert.Equal((1, 4), (minimal.Cost.Preemptions, minimal.Cost.Steps));
    }

    [Fact]
    public void The_same_trace_gives_the_same_result()
    {
        var one = Minimiser.Run(Toys.LostUpdate(), Failing(), _broken, 50, 100)!;
        var two = Minimiser.Run(Toys.LostUpdate(), Failing(), _broken, 50, 100)!;
        Assert.Equal(one.Schedule.Decisions.ToArray(), two.Schedule.Decisions.ToArray());
        Assert.Equal(one.Executions, two.Executions);
    }

    private static Schedule Failing()
    {
        var schedule = new Schedule();
        foreach (var actor in new[] { 0, 1, 0, 1, 0 })
            schedule.Add(actor);
        return schedule;
    }
}
