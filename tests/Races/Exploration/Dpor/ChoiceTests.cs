using Xunit;

namespace RaceSim.Tests.Dpor;

/// <summary>The smallest sketches in which the search once missed classes.</summary>
public sealed class ChoiceTests
{
    [Theory]
    [InlineData("[ x = 1 ]", "[ r = x ]", "[ c = choose(2) ]", 4)]
    [InlineData("[ c = choose(2) ]", "[ x = 1 ]", "[ r = x ]", 4)]
    [InlineData("[ c = choose(3), y = c ]", "[ x = 1 ]", "[ r = x, q = y ]", 12)]
    [InlineData("[ c = choose(2) ]", "[ d = choose(2), x = d ]", "[ r = x ]", 8)]
    [InlineData("[ c = choose(2), d = choose(2) ]", "[ x = 1 ]", "[ r = x, x = 2 ]", 12)]
    public void A_choice_beside_a_race(string first, string second, string third, int classes)
    {
        var oracle = SketchOracle.Of($"scenario: s\nprogram:\n  cells: {{ x: 0, y: 0 }}\n  threads:\n    P0: {first}\n    P1: {second}\n    P2: {third}\n");
        Assert.Empty(oracle.Differences);
        Assert.Equal(classes, oracle.Classes);
    }
}
