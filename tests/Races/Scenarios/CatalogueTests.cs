using RaceSim.Scenarios;
using Xunit;

namespace RaceSim.Tests.Races.Scenarios;

public sealed class CatalogueTests
{
    [Fact]
    public void A_scenario_is_found_by_its_name_or_its_claim_in_any_case()
    {
        Assert.Equal("reforder", ScenarioCatalogue.Find("REFORDER").Name);
        Assert.Equal("partial-pin", ScenarioCatalogue.Find("e03").Name);
        Assert.Contains("midfork-fault", ScenarioCatalogue.Select("E13").Select(e => e.Name));
    }

    [Fact]
    public void An_unknown_name_suggests_the_nearest()
    {
        var fault = Assert.Throws<InputException>(() => ScenarioCatalogue.Find("midfrok-fault"));
        Assert.Equal("there is no scenario 'midfrok-fault'; did you mean 'midfork-fault'?", fault.Message);
    }

    public static TheoryData<string> Kernel { get; } = [.. ScenarioCatalogue.Entries.Where(e => !e.IsSketch).Select(e => e.Name)];

    /// <summary>A row that finds a violation or an event replays its trace through its one line; one that finds none has seen the whole space.</summary>
    [Theory]
    [MemberData(nameof(Kernel))]
    public void Every_build_comes_out_as_its_file_says(string name)
    {
        var scenario = ScenarioCatalogue.Find(name);
        var tasks = ReproductionTask.Of(scenario);
        Assert.Equal(scenario.Builds.Order(StringComparer.Ordinal), tasks.Select(t => t.Build!).Distinct().Order(StringComparer.Ordinal));
        foreach (var task in tasks)
        {
            var row = task.Run(new RunOptions());
            Assert.True(row.IsAsExpected, $"{name} {task.Build}: expected {task.Expected}, found {row.Found} {row.Note}");
            Assert.True(task.Expected == "clean" || task.Expected.StartsWith("avoids ", StringComparison.Ordinal) ? row.IsComplete && row.Trace is null : row.Trace is not null, $"{name} {task.Build} {task.Expected}");
        }
    }

    [Fact]
    public void The_kernel_scenarios_settle_the_claims_of_the_first_release() =>
        Assert.Superset(
            new HashSet<string> { "E01", "E03", "E04", "E09", "E12", "E14", "E16", "E18" },
            ScenarioCatalogue.Entries.Where(e => !e.IsSketch).SelectMany(e => e.Claims).ToHashSet());
}
