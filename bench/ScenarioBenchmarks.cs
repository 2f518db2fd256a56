using BenchmarkDotNet.Attributes;

namespace RaceSim.Bench;

/// <summary>Scenarios over kernel paths with all invariants armed. A time is that of one schedule.</summary>
[MemoryDiagnoser]
public class ScenarioBenchmarks
{
    private const int Schedules = 500;

    private readonly Walk _e12 = new("midfork-fault", armed: true);
    private readonly Walk _e01 = new("reforder", armed: true);

    /// <summary>E12, on its first build: random walks, each to its end or its first violation.</summary>
    [Benchmark(OperationsPerInvoke = Schedules)]
    public long E12() => _e12.Run(Schedules);

    /// <summary>E01, on its first build.</summary>
    [Benchmark(OperationsPerInvoke = Schedules)]
    public long E01() => _e01.Run(Schedules);
}
