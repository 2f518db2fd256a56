using RaceSim.Tests.Sketches;
using Xunit;

namespace RaceSim.Tests.Dpor;

/// <summary>
/// The space of a program is cut into parts, each searched alone: together they have one execution of every class that plain search finds, however badly
/// the cut was foreseen.
/// </summary>
public sealed class PartitionTests
{
    private const int PerSize = 100;

    private static readonly SketchSize[] _sizes = [new(2, 2, 2, 3, 4_000), new(3, 3, 2, 2, 4_000), new(4, 3, 3, 1, 6_000)];

    [Theory]
    [InlineData(0, 8, 1_000, 256)]
    [InlineData(1, 16, 4, 256)]
    [InlineData(2, 64, 1_000, 256)]
    [InlineData(0, 8, 4, 1)]
    [InlineData(1, 16, 1_000, 0)]
    [InlineData(2, 40, 8, 0)]
    public void Random_sketches_in_parts(int size, int parts, int most, int walks)
    {
        var (blocked, executions, unforeseen) = (0, 0, 0);
        for (var seed = 0; seed < PerSize; seed++)
        {
            var text = SketchGenerator.Generate(seed, _sizes[size]);
            var oracle = SketchOracle.OfParts(text, parts, most, walks);
            Assert.True(oracle.Differences.Count == 0, $"size {size} seed {seed}:\n{string.Join('\n', oracle.Differences)}\n{text}");
            blocked += oracle.Blocked;
            executions += oracle.Executions;
            unforeseen += oracle.Parts.Unforeseen;
        }

        Assert.True(walks > 100 ? blocked < executions : unforeseen > 0, $"{executions} executions, {blocked} blocked, {unforeseen} parts unforeseen");
    }

    [Fact]
    public void Who_trusts_bad_foresight_misses_classes() =>
        Assert.Contains(
            Enumerable.Range(0, PerSize),
            seed => SketchOracle.OfParts(SketchGenerator.Generate(seed, _sizes[1]), 16, 1_000, walks: 0, trusts: true).Differences.Count > 0);

    [Theory]
    [InlineData("[ x = 1 ]", "[ r = x, { if: r == 0, then: [ y = 1 ] } ]", "[ s = y ]")]
    [InlineData("[ c = choose(2) ]", "[ d = choose(2), x = d ]", "[ r = x ]")]
    [InlineData("[ c = choose(3), y = c ]", "[ x = 1 ]", "[ r = x, q = y ]")]
    public void Whoever_sleeps_may_be_woken_by_what_only_another_order_shows(string first, string second, string third)
    {
        var text = $"scenario: s\nprogram:\n  cells: {{ x: 0, y: 0 }}\n  threads:\n    P0: {first}\n    P1: {second}\n    P2: {third}\n";
        foreach (var walks in new[] { 0, 1, 256 })
        {
            for (var parts = 1; parts < 20; parts++)
                Assert.Empty(SketchOracle.OfParts(text, parts, 1_000, walks).Differences);
        }
    }
}
