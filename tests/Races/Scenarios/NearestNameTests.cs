using RaceSim.Scenarios;
using Xunit;

namespace RaceSim.Tests.Scenarios;

public sealed class NearestNameTests
{
    [Theory]
    [InlineData("randon", "random")]
    [InlineData("ranodm", "random")]
    [InlineData("Random", "random")]
    [InlineData("pcr", "pct")]
    [InlineData("bounde", "bounded")]
    [InlineData("nothing", null)]
    [InlineData("z", null)]
    [InlineData("", null)]
    public void Likely_slip_is_found(string given, string? expected) =>
        Assert.Equal(expected, NearestName.Of(given, ["random", "pct", "pos", "bounded"]));

    [Theory]
    [InlineData("", "abc", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("ab", "ba", 1)]
    public void Distance_counts_edits(string a, string b, int distance) => Assert.Equal(distance, NearestName.Distance(a, b));

    [Fact]
    public void Hint_falls_back_to_what_is_known()
    {
        Assert.Equal("; did you mean 'pct'?", NearestName.Hint("pc", ["pct", "pos"]));
        Assert.Equal("; known: pct, pos", NearestName.Hint("quux", ["pct", "pos"]));
        Assert.Equal("", NearestName.Hint("quux", []));
    }
}
