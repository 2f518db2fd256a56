using RaceSim.Scenarios;
using Xunit;

namespace RaceSim.Tests.Sketches;

public sealed class SketchGeneratorTests
{
    private static readonly string[] _words = ["fetch_add", "xchg", "cmpxchg", "choose", " lock(", "trylock", "if:", "else:", "assert", "always:", "never:"];

    [Fact]
    public void Same_seed_gives_the_same_text() => Assert.Equal(SketchGenerator.Generate(7), SketchGenerator.Generate(7));

    [Fact]
    public void Generated_sketches_are_valid_small_and_varied()
    {
        var violations = new SortedSet<string>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var severalOutcomes = 0;
        for (var seed = 0; seed < 150; seed++)
        {
            var text = SketchGenerator.Generate(seed);
            var search = PlainSearch.Of(text, (int)SketchGenerator.MaximumSchedules);
            violations.UnionWith(search.Violations);
            severalOutcomes += search.Outcomes.Count > 1 ? 1 : 0;
            seen.UnionWith(_words.Where(word => text.Contains(word, StringComparison.Ordinal)));
        }

        Assert.Equal(_words.Length, seen.Count);
        Assert.Subset(new HashSet<string> { "always", "never", "assert", "deadlock" }, violations);
        Assert.Equal(4, violations.Count);
        Assert.True(severalOutcomes > 75, $"only {severalOutcomes} of 150 sketches have several outcomes");
    }

    [Fact]
    public void Generated_sketches_have_a_name_of_their_own() =>
        Assert.Equal("random-12", ScenarioReader.Read(SketchGenerator.Generate(12), "f").Name);
}
