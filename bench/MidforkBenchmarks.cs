using BenchmarkDotNet.Attributes;
using RaceSim.Cli.Bench;

namespace RaceSim.Bench;

/// <summary>The micro-model <c>midfork</c>: about 80 steps a schedule. A time is that of one schedule.</summary>
[MemoryDiagnoser]
public class MidforkBenchmarks
{
    private const int Schedules = 1_000;

    private readonly Walk _bare = new("midfork", armed: false);
    private readonly Walk _armed = new("midfork", armed: true);
    private readonly MidforkSwitch _switch = new(seed: 1);

    /// <summary>A hand-written switch that makes the same schedules: the floor.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Schedules)]
    public long Switch() => _switch.Run(0, Schedules);

    /// <summary>The machine without checks.</summary>
    [Benchmark(OperationsPerInvoke = Schedules)]
    public long Bare() => _bare.Run(Schedules);

    /// <summary>The machine with all checks.</summary>
    [Benchmark(OperationsPerInvoke = Schedules)]
    public long Invariants() => _armed.Run(Schedules);
}
