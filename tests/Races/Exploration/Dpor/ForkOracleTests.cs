using RaceSim.Scenarios;
using Xunit;

namespace RaceSim.Tests.Dpor;

/// <summary>Fork itself, on one page table of one entry, against every schedule: the same ends and broken checks, one execution a class.</summary>
public sealed class ForkOracleTests
{
    private const string Text = """
        scenario: small-fork
        constants: { ptes-per-table: 1, cont-ptes: 1, break-threshold: 100 }
        options: { fork-excludes-faults: EXCLUDES }
        folios: { A: { pages: 1 } }
        spares: { pages: 1 }
        processes:
          P: { entries: "ENTRY" }
          C: { forked: true }
        threads:
          T0: { process: P, do: [ fork C ] }
          T1: { process: P, do: [ DO 0 ] }
        builds: { linux-6.8: { clean: true }, linux-6.9: { clean: true }, batch-v2: { clean: true } }
        """;

    [Theory]
    [InlineData("A0x", "populate-write", true, "linux-6.8", 2, "")]
    [InlineData("A0r", "dontneed", true, "linux-6.9", 2, "")]
    [InlineData("A0r", "dontneed", true, "batch-v2", 2, "I1")]
    [InlineData("-", "populate-read", false, "linux-6.8", 10, "")]
    public void Fork_and_another_thread(string entry, string operation, bool excludes, string build, int classes, string broken)
    {
        var text = Text.Replace("EXCLUDES", excludes ? "true" : "false", StringComparison.Ordinal).Replace("ENTRY", entry, StringComparison.Ordinal)
            .Replace("DO", operation, StringComparison.Ordinal);
        var oracle = SketchOracle.Of(ScenarioReader.Read(text, "test.yaml").Instantiate(build, InstanceOptions.Default));
        Assert.True(oracle.Differences.Count == 0, string.Join('\n', oracle.Differences));
        Assert.Equal(classes, oracle.Classes);
        Assert.Equal(classes, oracle.Executions);
        Assert.InRange(oracle.Schedules, 1_000, 1_000_000);
        Assert.True(oracle.Ends.Any(e => e.EndsWith($"[{broken}]", StringComparison.Ordinal)), string.Join('\n', oracle.Ends));
    }
}
