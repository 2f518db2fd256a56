using RaceSim.Exploration;
using RaceSim.Steps;
using Xunit;

namespace RaceSim.Tests.Exploration;

/// <summary>
/// What every strategy promises. An implementation has a subclass that creates it; <see cref="StrategyContractTests"/> fails for
/// one that has none. The toys themselves refuse actors that are not enabled and values out of range.
/// </summary>
public abstract class StrategyContract
{
    private const int Runs = 40;

    private protected static Func<IProgram>[] Programs =>
    [
        () => Toys.Independent(2, 3),
        () => Toys.Racing(2, 2, 2),
        Toys.Choosing,
        Toys.Deadlocking,
        Toys.LostUpdate,
    ];

    /// <summary>A fresh strategy; <paramref name="program"/> is the kind of program it is for.</summary>
    protected abstract IStrategy Create(ulong seed, IProgram program);

    /// <summary>Makes a strategy of few schedules offer them again; false if it has no such thing.</summary>
    protected virtual bool Rewind(IStrategy strategy) => false;

    [Fact]
    public void Only_enabled_actors_and_values_in_range_are_picked()
    {
        foreach (var create in Programs)
        {
            var program = create();
            Assert.NotEmpty(Explore(program, Create(1, program)));
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_runs()
    {
        foreach (var create in Programs)
            Assert.Equal(Explore(create(), Create(7, create())), Explore(create(), Create(7, create())));
    }

    [Fact]
    public void Runs_do_not_depend_on_what_was_run_on_the_program_before()
    {
        foreach (var create in Programs)
        {
            var used = create();
            Explore(used, new RandomWalk(99));
            Assert.Equal(Explore(create(), Create(7, create())), Explore(used, Create(7, create())));
        }
    }

    [Fact]
    public void A_record_replays_with_the_same_fingerprints()
    {
        foreach (var create in Programs)
        {
            var program = create();
            var recorder = new Recorder(Create(3, program), fingerprints: true);
            for (var i = 0; i < Runs && Executor.TryRun(program, recorder, 100, out var recorded); i++)
            {
                recorder.Complete(program);
                var replayed = Replay.Run(create(), recorder.Schedule, 100, out var divergence);
                Assert.Null(divergence);
                Assert.Equal(recorded, replayed);
                Assert.Equal(recorded.Steps, recorder.Schedule.FingerprintCount);
            }
        }
    }

    [Fact]
    public void Nothing_is_allocated_once_warm()
    {
        var program = Toys.Racing(3, 3, 3);
        var strategy = Create(5, program);
        RunMany(program, strategy, 500);
        var before = GC.GetAllocatedBytesForCurrentThread();
        RunMany(program, strategy, 1000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private void RunMany(IProgram program, IStrategy strategy, int runs)
    {
        for (var i = 0; i < runs; i++)
        {
            if (!Executor.TryRun(program, strategy, 100, out _) && !Rewind(strategy))
                break;
        }
    }

    private static List<string> Explore(IProgram program, IStrategy strategy)
    {
        var runs = new List<string>();
        var recorder = new Recorder(strategy);
        while (runs.Count < Runs && Executor.TryRun(program, recorder, 100, out var execution))
            runs.Add($"{execution} {string.Join(' ', recorder.Schedule.Decisions.ToArray())}");
        return runs;
    }
}

/// <summary>What every sampler promises on top.</summary>
public abstract class SamplerContract : StrategyContract
{
    [Fact]
    public void An_execution_depends_on_its_index_and_not_on_those_before()
    {
        foreach (var create in Programs)
        {
            var program = create();
            var inOrder = new Recorder(Create(11, program));
            for (var i = 0L; i < 20; i++)
            {
                Executor.TryRun(program, inOrder, 100, out _);
                var direct = (ISampler)Create(11, program);
                direct.Seek(i);
                var recorder = new Recorder(direct);
                Executor.TryRun(create(), recorder, 100, out _);
                Assert.Equal(inOrder.Schedule.Decisions.ToArray(), recorder.Schedule.Decisions.ToArray());
            }
        }
    }

    [Fact]
    public void Different_seeds_give_different_runs()
    {
        var program = Toys.Racing(8, 8, 8);
        var one = new Recorder(Create(1, program));
        var two = new Recorder(Create(2, program));
        var differing = 0;
        for (var i = 0; i < 20; i++)
        {
            Executor.TryRun(program, one, 100, out _);
            Executor.TryRun(program, two, 100, out _);
            differing += one.Schedule.Decisions.SequenceEqual(two.Schedule.Decisions) ? 0 : 1;
        }

        Assert.True(differing >= 10, $"only {differing} of 20 runs differ");
    }
}
