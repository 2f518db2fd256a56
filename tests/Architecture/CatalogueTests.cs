using RaceSim.Scenarios;
using RaceSim.Scenarios.Invariants;
using Xunit;

namespace RaceSim.Tests.Architecture;

public sealed class CatalogueTests
{
    public static TheoryData<string> Names => [.. ScenarioCatalogue.Entries.Select(e => e.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_scenario_says_what_it_is_and_what_to_expect(string name)
    {
        var header = ScenarioCatalogue.Find(name).Header;
        Assert.NotEmpty(header.Title);
        Assert.NotEmpty(header.Story);
        Assert.NotEmpty(header.Expectations);
        Assert.Equal(name, Path.GetFileNameWithoutExtension(header.File));
        if (!header.IsSketch)
        {
            Assert.NotEmpty(header.Claims);
            Assert.Matches(@"^(\d{3}_[0-9a-f]{16}\.txt#\d+|mm/[a-z_]+\.c, v\d+\.\d+|[0-9a-f]{12}|CVE-\d{4}-\d+)$", header.Source); // A seed's, a comment of the kernel's, a commit or a CVE.
            Assert.All(header.Expectations, e => Assert.True(e.Stated is "thread" or "racesim", e.Stated));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_list_says_what_the_file_says(string name)
    {
        var entry = ScenarioCatalogue.Entries.Single(e => e.Name == name);
        var header = ScenarioCatalogue.Read(entry).Header;
        Assert.Equal(header.Name, entry.Name);
        Assert.Equal(header.Title, entry.Title);
        Assert.Equal(header.Claims.Concat(header.Expectations.Select(e => e.Claim)).Where(c => c.Length > 0).Distinct(), entry.Claims);
        Assert.Equal(header.IsSketch, entry.IsSketch);
    }

    [Fact]
    public void Every_invariant_has_an_id_a_sentence_and_a_source()
    {
        Assert.All(InvariantCatalogue.All, i =>
        {
            Assert.Matches("^I[0-9]+=?$", i.Id);
            Assert.EndsWith(".", i.Sentence, StringComparison.Ordinal);
            Assert.NotEmpty(i.Source);
        });
        Assert.Equal(InvariantCatalogue.All.Count, InvariantCatalogue.All.DistinctBy(i => i.Id).Count());
    }

    [Fact]
    public void Every_invariant_is_in_the_catalogue()
    {
        var written = typeof(Invariant).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Invariant)));
        Assert.Equal(written.Select(t => t.Name).Order(StringComparer.Ordinal), InvariantCatalogue.All.Select(i => i.GetType().Name).Order(StringComparer.Ordinal));
        Assert.All(InvariantCatalogue.All, i => Assert.Contains($"src/Races/Scenarios/Invariants/{i.GetType().Name}.cs", Sources.Files));
    }
}
