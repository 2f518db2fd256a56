using RaceSim.Scenarios;
using RaceSim.Tests.Sketches;
using Xunit;

namespace RaceSim.Tests.Dpor;

/// <summary>Random sketches, searched with and without reduction.</summary>
public sealed class OracleTests
{
    private const int PerChunk = 75;

    public static TheoryData<int> Chunks => [.. Enumerable.Range(0, 8)];

    [Theory]
    [MemberData(nameof(Chunks))]
    public void Random_sketches(int chunk)
    {
        for (var seed = chunk * PerChunk; seed < (chunk + 1) * PerChunk; seed++)
            Check(seed);
    }

    private static void Check(int seed)
    {
        var text = SketchGenerator.Generate(seed);
        var oracle = SketchOracle.Of(text);
        Assert.True(oracle.Differences.Count == 0, $"seed {seed}:\n{string.Join('\n', oracle.Differences)}\n{text}");
    }
}
