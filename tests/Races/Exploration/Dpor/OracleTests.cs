using RaceSim.Tests.Sketches;
using Xunit;

namespace RaceSim.Tests.Dpor;

/// <summary>
/// Random sketches, searched with and without reduction: the same final states, broken checks and deadlocks, and one execution a class. The classes are
/// counted from the schedules of the plain search.
/// </summary>
public sealed class OracleTests
{
    private const int PerChunk = 100;

    // Two threads with many steps, three, and four with few steps and more locks.
    private static readonly SketchSize[] _sizes = [new(2, 2, 2, 3, 4_000), new(3, 3, 2, 2, 4_000), new(4, 3, 3, 1, 6_000)];

    public static TheoryData<int, int> Chunks
    {
        get
        {
            var chunks = new TheoryData<int, int>();
            for (var size = 0; size < _sizes.Length; size++)
            {
                chunks.Add(size, 0);
                chunks.Add(size, 1);
            }

            return chunks;
        }
    }

    [Theory]
    [MemberData(nameof(Chunks))]
    public void Random_sketches(int size, int chunk)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var severalEnds = 0;
        for (var seed = chunk * PerChunk; seed < (chunk + 1) * PerChunk; seed++)
        {
            var text = SketchGenerator.Generate(seed, _sizes[size]);
            var oracle = SketchOracle.Of(text);
            Assert.True(oracle.Differences.Count == 0, $"size {size} seed {seed}:\n{string.Join('\n', oracle.Differences)}\n{text}");
            severalEnds += oracle.Ends.Count > 1 ? 1 : 0;
            seen.UnionWith(oracle.Ends.SelectMany(Kinds));
        }

        Assert.True(severalEnds > PerChunk / 2, $"only {severalEnds} sketches can end in several ways");
        Assert.Superset(new HashSet<string> { "always", "never", "assert", "deadlock" }, seen);
    }

    // "deadlock 3 [always,assert]".
    private static IEnumerable<string> Kinds(string end) => end.Split(' ', ',', '[', ']');
}
