using RaceSim.Exploration;
using RaceSim.Steps;
using Xunit;

namespace RaceSim.Tests.Exploration;

/// <summary>URW and SURW draw interleavings uniformly; the others that are made of known samplers do what their parts do.</summary>
public sealed class UniformSamplerTests
{
    private const int Samples = 200_000;

    [Fact]
    public void Urw_draws_every_interleaving_of_straight_line_threads_equally_often()
    {
        var toy = Toys.Independent(3, 2, 1);
        var profile = AccessProfile.Take(toy, 1, 4, 100);
        Assert.True(profile.IsExact);
        ChiSquare.AssertFits(Uniform(Interleavings([3, 2, 1])), ChiSquare.Schedules(toy, new Surw(1, profile, selects: false), Samples));
    }

    [Fact]
    public void A_random_walk_does_not() =>
        Assert.ThrowsAny<Exception>(() => ChiSquare.AssertFits(Uniform(Interleavings([3, 2, 1])), ChiSquare.Schedules(Toys.Independent(3, 2, 1), new RandomWalk(1), Samples)));

    [Fact]
    public void Surw_draws_every_interleaving_of_the_interesting_steps_equally_often_whatever_stands_between_them()
    {
        // A has much to do between its accesses of the shared cell, B little before them, C nothing.
        var a = new[] { Toys.Write(1), Toys.Write(1), Toys.Write(0), Toys.Write(1), Toys.Write(1), Toys.Write(1), Toys.Write(0) };
        var b = new[] { Toys.Write(2), Toys.Write(0), Toys.Write(0) };
        var toy = new Toy([a, b, [Toys.Write(0)]]);
        var profile = AccessProfile.Take(toy, 1, 4, 100);
        Assert.Equal([0], profile.Places);
        Assert.Equal([2, 2, 1], profile.Shared[0]);
        Operation[][] threads = [a, b, [Toys.Write(0)]];
        ChiSquare.AssertFits(Uniform(Interleavings([2, 2, 1])), Projected(toy, threads, new Surw(2, profile)));
    }

    [Fact]
    public void Surw_selects_each_shared_place_equally_often()
    {
        // Two places, each with one access of each thread: per place 2 orders, and each is drawn uniformly when its place is selected.
        var toy = new Toy([[Toys.Write(0), Toys.Write(1)], [Toys.Write(0), Toys.Write(1)]]);
        var profile = AccessProfile.Take(toy, 1, 4, 100);
        Assert.Equal([0, 1], profile.Places);
        var seen = ChiSquare.Schedules(toy, new Surw(3, profile), 20_000);
        Assert.Equal(6, seen.Count);
    }

    [Fact]
    public void Every_schedule_stays_possible_where_threads_wait_for_each_other()
    {
        var toy = Toys.Deadlocking();
        var surw = ChiSquare.Schedules(toy, new Surw(4, AccessProfile.Take(toy, 1, 16, 100)), 20_000).Keys;
        var walk = ChiSquare.Schedules(toy, new RandomWalk(4), 20_000).Keys;
        Assert.Superset(walk.ToHashSet(), surw.ToHashSet());
    }

    [Fact]
    public void Fair_pct_is_pct_for_executions_as_long_as_expected()
    {
        var fair = new Recorder(new FairPct(5, 3, 5));
        var pct = new Recorder(new Pct(5, 3, 5));
        for (var i = 0; i < 200; i++)
        {
            Executor.TryRun(Toys.Racing(2, 2, 1), fair, 100, out _);
            Executor.TryRun(Toys.Racing(2, 2, 1), pct, 100, out _);
            Assert.Equal(pct.Schedule.Decisions.ToArray(), fair.Schedule.Decisions.ToArray());
        }
    }

    [Fact]
    public void Fair_pct_ends_a_loop_that_waits_for_somebody_else_and_pct_does_not()
    {
        Assert.Equal(0, Cut(new FairPct(6, 1, 20)));
        Assert.InRange(Cut(new Pct(6, 1, 20)), 50, 150);
    }

    [Fact]
    public void A_portfolio_takes_turns()
    {
        var portfolio = new Recorder(new Portfolio(new Pos(7), new RandomWalk(8)));
        var pos = new Recorder(new Pos(7));
        var walk = new Recorder(new RandomWalk(8));
        for (var i = 0; i < 100; i++)
        {
            var expected = i % 2 == 0 ? pos : walk;
            Executor.TryRun(Toys.Racing(3, 3), portfolio, 100, out _);
            Executor.TryRun(Toys.Racing(3, 3), expected, 100, out _);
            Assert.Equal(expected.Schedule.Decisions.ToArray(), portfolio.Schedule.Decisions.ToArray());
        }
    }

    [Fact]
    public void A_profile_knows_when_counts_depend_on_the_schedule()
    {
        Assert.True(AccessProfile.Take(Toys.Racing(3, 3), 1, 16, 100).IsExact);
        Assert.False(AccessProfile.Take(new Spinner(), 1, 16, 1000).IsExact);
    }

    private static int Cut(ISampler sampler)
    {
        var cut = 0;
        for (var i = 0; i < 200; i++)
        {
            Executor.TryRun(new Spinner(), sampler, 1000, out var execution);
            cut += execution.End == ExecutionEnd.StepBoundHit ? 1 : 0;
        }

        return cut;
    }

    private static Dictionary<string, int> Projected(Toy toy, Operation[][] threads, ISampler sampler)
    {
        var counts = new Dictionary<string, int>();
        var recorder = new Recorder(sampler);
        for (var i = 0; i < Samples; i++)
        {
            Executor.TryRun(toy, recorder, 100, out _);
            var position = new int[threads.Length];
            var key = "";
            foreach (var (actor, _) in recorder.Schedule.Decisions)
                key += threads[actor][position[actor]++].Cell == 0 ? (char)('A' + actor) : "";
            counts[key] = counts.GetValueOrDefault(key) + 1;
        }

        return counts;
    }

    private static Dictionary<string, double> Uniform(List<string> schedules) => schedules.ToDictionary(s => s, _ => 1.0 / schedules.Count);

    private static List<string> Interleavings(int[] left)
    {
        if (left.All(n => n == 0))
            return [""];
        var all = new List<string>();
        for (var actor = 0; actor < left.Length; actor++)
        {
            if (left[actor] == 0)
                continue;
            left[actor]--;
            all.AddRange(Interleavings(left).Select(rest => (char)('A' + actor) + rest));
            left[actor]++;
        }

        return all;
    }
}

/// <summary>Actor 0 reads until actor 1 has written.</summary>
internal sealed class Spinner : IProgram
{
    private readonly Operation _read = Toys.Write(0) with { Kind = OperationKind.Load, Mode = AccessMode.Read };
    private readonly Operation _write = Toys.Write(0);
    private bool _isWritten;
    private bool _isSeen;

    public int ActorCount => 2;

    public int CellCount => 1;

    public int LockCount => 0;

    public ulong Enabled => (_isSeen ? 0UL : 1UL) | (_isWritten ? 0UL : 2UL);

    public ulong Unfinished => Enabled;

    public Violation? Violation => null;

    public UInt128 Events => 0;

    public ref readonly Operation Next(int actor) => ref actor == 0 ? ref _read : ref _write;

    public void Reset()
    {
        _isWritten = false;
        _isSeen = false;
    }

    public void Step(int actor, int value)
    {
        _isSeen |= actor == 0 && _isWritten;
        _isWritten |= actor == 1;
    }

    public ulong Fingerprint() => (_isSeen ? 1UL : 0) | (_isWritten ? 2UL : 0);

    public string ActorName(int actor) => $"T{actor}";
}
