using RaceSim.Exploration;
using RaceSim.Steps;
using Xunit;

namespace RaceSim.Tests.Exploration;

/// <summary>Where and why a replay diverges.</summary>
public sealed class ReplayTests
{
    [Theory]
    [InlineData("a2b2", 0, 0, null, "")]
    [InlineData("a3b", 2, 2, DivergenceReason.ActorNotEnabled, "step 3 is by T0 but it cannot move there")]
    [InlineData("ac", 1, 1, DivergenceReason.ActorNotEnabled, "step 2 is by actor 2, which does not exist, but it cannot move there")]
    [InlineData("ab.4", 1, 1, DivergenceReason.ValueOutOfRange, "step 2 by T1 chooses 4 but only 0 to 0 can be chosen there")]
    [InlineData("a2b2a", 4, 4, DivergenceReason.EndedEarly, "the program ended after 4 of 5 recorded steps")]
    [InlineData("a2b", 3, 3, DivergenceReason.EndedLate, "the program goes on after the 3 recorded steps")]
    public void A_schedule_that_does_not_fit_is_left_where_it_stops_fitting(
        string decisions, int step, int _, DivergenceReason? reason, string message)
    {
        var schedule = Schedule(decisions);
        var execution = Replay.Run(Toys.Racing(2, 2), schedule, 100, out var divergence);
        Assert.Equal(ExecutionEnd.Completed, execution.End);
        Assert.Equal(reason, divergence?.Reason);
        Assert.Equal(step, divergence?.Step ?? 0);
        Assert.Equal(message, divergence?.Message ?? "");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_differing_state_is_told_with_the_step_after_which_it_differs(int step)
    {
        var recorder = new Recorder(new RandomWalk(1), fingerprints: true);
        var toy = Toys.Racing(2, 2);
        Executor.TryRun(toy, recorder, 100, out _);
        recorder.Complete(toy);
        var changed = new Schedule();
        for (var i = 0; i < recorder.Schedule.Count; i++)
        {
            changed.Add(recorder.Schedule[i].Actor);
            changed.AddFingerprint(recorder.Schedule.Fingerprints[i] ^ (i == step ? 1UL : 0));
        }

        Replay.Run(toy, changed, 100, out var divergence);
        Assert.Equal(DivergenceReason.FingerprintDiffers, divergence?.Reason);
        Assert.Equal(step, divergence?.Step);
    }

    [Fact]
    public void A_replay_offers_its_schedule_once_until_it_is_loaded_again()
    {
        var schedule = Schedule("a2b2");
        var replay = new Replay(schedule);
        var toy = Toys.Racing(2, 2);
        Assert.True(Executor.TryRun(toy, replay, 100, out _));
        Assert.False(Executor.TryRun(toy, replay, 100, out _));
        replay.Load(schedule);
        Assert.True(Executor.TryRun(toy, replay, 100, out _));
    }

    private static Schedule Schedule(string decisions)
    {
        var schedule = new Schedule();
        for (var i = 0; i < decisions.Length; i++)
        {
            if (char.IsAsciiLetter(decisions[i]))
                schedule.Add(decisions[i] - 'a');
            else if (decisions[i] == '.')
                schedule.SetLastValue(decisions[++i] - '0');
            else
                Repeat(schedule, decisions[i] - '1');
        }

        return schedule;
    }

    private static void Repeat(Schedule schedule, int times)
    {
        for (; times > 0; times--)
            schedule.Add(schedule[schedule.Count - 1].Actor);
    }
}
