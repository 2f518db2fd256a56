using RaceSim.Scenarios;
using Xunit;

namespace RaceSim.Tests.Races.Scenarios;

/// <summary>A proof and a sampling look at the same space: what the one excludes the other must not find.</summary>
public sealed class SamplingAgainstProofTests
{
    private const int Schedules = 2_000;

    [Fact]
    public void Sampling_breaks_no_build_that_is_called_clean()
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var entry in ScenarioCatalogue.Entries)
        {
            var scenario = ScenarioCatalogue.Read(entry);
            foreach (var expectation in scenario.Header.Expectations.Where(e => e.Violates.Count == 0))
            {
                found.UnionWith(Sampled(scenario, expectation, SamplingStrategy.Pct));
                found.UnionWith(Sampled(scenario, expectation, SamplingStrategy.Pos));
            }
        }

        Assert.Empty(found);
    }

    private static IEnumerable<string> Sampled(Scenario scenario, Expectation expectation, SamplingStrategy strategy)
    {
        var options = new RunOptions { MaxExecutions = Schedules, All = true, Invariants = expectation.Holds.Count > 0 ? expectation.Holds : null };
        var report = Sampling.Run(scenario, expectation.Build, new SamplingOptions { Strategy = strategy, Seed = 3 }, options);
        return report.Violations.Select(v => $"{scenario.Name} {v.Violation.Invariant}");
    }
}
