using RaceSim.Scenarios;
using RaceSim.Tests.Dpor;
using Xunit;

namespace RaceSim.Tests.Counts;

/// <summary>
/// How many executions <c>verify</c> runs, case by case, against the committed numbers: most are formulas, some of the literature; the rest and
/// all that are small enough are counted again by plain search.
/// </summary>
public sealed class CountTests
{
    private const string Folder = "Counts/";
    private const string Separator = "---\n";
    private const string Catalogue = "catalogue: ";

    public static TheoryData<string> Cases =>
        [.. typeof(CountTests).Assembly.GetManifestResourceNames().Where(n => n.StartsWith(Folder, StringComparison.Ordinal)).Select(n => n[Folder.Length..])];

    /// <summary>Cases that plain search counts too: few schedules.</summary>
    public static TheoryData<string> SmallCases =>
    [
        "one-cell-2x3", "one-cell-2x6", "one-cell-3x2", "one-cell-3x3", "one-cell-4x2", "fetch-add-5x1", "readers-1-writer", "readers-2-writers", "locks-4",
        "locks-3x2", "locks-two", "abba", "trylock", "choose-beside-race", "choose-2x2", "always-two-cells", "two-cells", "lastzero-3", "store-buffering",
        "message-passing", "refmap", "refmap-fixed",
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Executions_are_as_many_as_committed(string name)
    {
        var (head, scenario) = Read(name);
        var report = Verifier.Verify(scenario, null, new RunOptions { All = true });
        Assert.True(report.Complete);
        var method = head.Split('\n').Single(line => line.StartsWith("method: ", StringComparison.Ordinal));
        var found = $"case: {name}\n{method}\nexecutions: {report.Executions}\noutcomes: {report.Outcomes.Count}\nblocked: {report.Blocked}\n";
        Assert.True(head == found, $"expected:\n{head}\nfound:\n{found}");
    }

    [Theory]
    [MemberData(nameof(SmallCases))]
    public void Plain_search_counts_the_same(string name)
    {
        var (head, scenario) = Read(name);
        var oracle = SketchOracle.Of(scenario.Instantiate(null, InstanceOptions.Default));
        Assert.Empty(oracle.Differences);
        Assert.Contains($"\nexecutions: {oracle.Classes}\n", head, StringComparison.Ordinal);
    }

    private static (string Head, Scenario Scenario) Read(string name)
    {
        using var reader = new StreamReader(typeof(CountTests).Assembly.GetManifestResourceStream(Folder + name)!);
        var text = reader.ReadToEnd();
        var split = text.IndexOf(Separator, StringComparison.Ordinal);
        var body = text[(split + Separator.Length)..];
        var scenario = body.StartsWith(Catalogue, StringComparison.Ordinal)
            ? ScenarioCatalogue.Find(body[Catalogue.Length..].Trim())
            : ScenarioReader.Read($"scenario: {name}\n{body}", name);
        return (text[..split], scenario);
    }
}
