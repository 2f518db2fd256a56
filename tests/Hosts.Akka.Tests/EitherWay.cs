using RaceSim.Exploration;
using RaceSim.Steps;
using Xunit;

namespace RaceSim.Hosts.Akka.Tests;

/// <summary>A schedule drawn on one host and repeated on the other.</summary>
internal static class EitherWay
{
    /// <summary>Draws a schedule on <paramref name="from"/> and asserts that <paramref name="to"/> repeats it, to the same fingerprint after every step.</summary>
    /// <returns>The drains of store buffers in it.</returns>
    public static int AssertReplays(IProgram from, IProgram to, int seed, int stepBound)
    {
        var walk = new CountingDrains(new RandomWalk((ulong)seed));
        var recorder = new Recorder(walk, fingerprints: true);
        Executor.TryRun(from, recorder, stepBound, out var recorded);
        recorder.Complete(from);
        var replayed = Replay.Run(to, recorder.Schedule, stepBound, out var divergence);
        Assert.Null(divergence);
        Assert.Equal(recorded, replayed);
        Assert.Equal(from.Violation, to.Violation);
        Assert.Equal(from.Events, to.Events);
        return walk.Drains;
    }

    private sealed class CountingDrains(IStrategy strategy) : IStrategy
    {
        public int Drains { get; private set; }

        public bool Begin(IProgram program) => strategy.Begin(program);

        public int NextActor(IProgram program)
        {
            var actor = strategy.NextActor(program);
            Drains += program.Next(actor).Kind == OperationKind.Drain ? 1 : 0;
            return actor;
        }

        public int NextValue(int arity) => strategy.NextValue(arity);
    }
}
