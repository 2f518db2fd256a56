using RaceSim.Reports;
using RaceSim.Scenarios;

namespace RaceSim.Cli.Bench;

/// <summary>After how many schedules PCT first finds the violation: the median over many seeds.</summary>
internal sealed class TimeToViolationCase(string name, int depth) : IBenchCase
{
    private const int Seeds = 51;
    private const int Most = 100_000;

    /// <inheritdoc/>
    public string Name => $"{name}-pct";

    /// <inheritdoc/>
    public IEnumerable<BenchRow> Run(BenchClock clock)
    {
        if (BenchScenario.Find(name) is not { } scenario)
        {
            yield break;
        }

        var counts = new List<long>();
        for (var seed = 1UL; seed <= Seeds && clock.IsLeft; seed++)
        {
            var sampling = new SamplingOptions { Strategy = SamplingStrategy.Pct, Depth = depth, Seed = seed };
            var report = Sampling.Run(scenario, null, sampling, new RunOptions { MaxExecutions = Most });
            counts.Add(report.Violations.Count > 0 ? report.Executions : Most);
        }

        counts.Sort();
        yield return new BenchRow(Name, $"pct({depth})")
        {
            Extra =
            [
                new("medianSchedulesToViolation", counts[counts.Count / 2]),
                new("fewest", counts[0]),
                new("most", counts[^1]),
                new("seeds", counts.Count),
            ],
        };
    }
}
