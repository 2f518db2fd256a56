using BenchmarkDotNet.Attributes;
using RaceSim.Scenarios;

namespace RaceSim.Bench;

/// <summary>Optimal DPOR to the end of a space. A time is that of the whole search.</summary>
[MemoryDiagnoser]
public class ExhaustiveBenchmarks
{
    private readonly Scenario _scenario = ScenarioCatalogue.Find("midfork-n3");

    /// <summary>M2 with N = 3: 20,160 executions.</summary>
    [Benchmark]
    public long MidforkN3() => Verifier.Verify(_scenario, null, new RunOptions()).Executions;
}
