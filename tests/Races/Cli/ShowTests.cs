using RaceSim.Cli;
using RaceSim.Scenarios;
using RaceSim.Tests.Golden;
using Xunit;

namespace RaceSim.Tests.Races.Cli;

public sealed class ShowTests
{
    /// <summary>The kernel scenarios whose story is told part by part; none of them may lose a part.</summary>
    public static TheoryData<string> Told => [.. Names];

    private static List<string> Names { get; } =
        [.. ScenarioCatalogue.Entries.Where(e => !e.IsSketch && ScenarioCatalogue.Read(e).Header.Narrative != Narrative.None).Select(e => e.Name)];

    [Fact]
    public void A_claim_is_told_as_a_reviewer_would()
    {
        GoldenText.Check("show-reforder", Racesim.Run("show", "reforder").Out);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("source: 4602e5757bcc\n", true)]
    public void A_file_without_a_source_attributes_nothing(string source, bool isAttributed)
    {
        using var file = new TemporaryFile(".yaml", $"scenario: s\n{source}processes: {{ P: {{ entries: \"-\" }} }}\nspares: {{ pages: 1 }}\nthreads: {{ T: {{ process: P, do: [ store 0 = 1 ] }} }}\nbuilds: {{ linux-6.9: {{ clean: true }} }}\n");
        Assert.Equal(isAttributed, Racesim.Run("show", file.Path).Out.Contains("(thread)", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("aligned-break")]
    [InlineData("end-bits")]
    [InlineData("hole")]
    [InlineData("midfork-fault")]
    [InlineData("midfork-restore")]
    [InlineData("observer-unmap")]
    [InlineData("partial-pin")]
    [InlineData("partial-wrprotect")]
    [InlineData("reforder")]
    [InlineData("runaway")]
    [InlineData("shared-mix")]
    [InlineData("single-pte")]
    [InlineData("top-of-space")]
    [InlineData("vma-only")]
    public void What_has_been_told_stays_told(string scenario) => Assert.Contains(scenario, Names);

    [Theory]
    [MemberData(nameof(Told))]
    public void A_story_has_all_its_parts(string scenario)
    {
        var read = ScenarioCatalogue.Find(scenario);
        var told = read.Header.Narrative;
        Assert.NotEmpty(told.Statement);
        Assert.True(told.Schedule.Count >= 2, "one move is no schedule");
        Assert.NotEmpty(told.Fix);
        var threads = read.Instantiate(null, InstanceOptions.Default).Machine.Cpus.Where(c => c.Drained is null && !c.Name.Contains(" IPI ", StringComparison.Ordinal));
        Assert.Equal(threads.Select(c => c.Name.Split(' ')[1]), told.Who.Select(w => w.Key));
    }

    [Fact]
    public void Json_carries_the_story_and_the_costs_of_every_build()
    {
        var json = Racesim.Run("show", "midfork-fault", "--json").Json.GetProperty("scenarios")[0];
        Assert.Equal(4, json.GetProperty("schedule").GetArrayLength());
        Assert.Equal("T0", json.GetProperty("who")[0].GetProperty("thread").GetString());
        var costs = json.GetProperty("costs").EnumerateArray().ToDictionary(c => c.GetProperty("build").GetString()!, c => c.GetProperty("metrics"));
        Assert.Equal(1, costs["linux-6.9"].GetProperty("unfolds").GetProperty("max").GetInt32());
        Assert.Equal(0, costs["linux-6.8"].GetProperty("unfolds").GetProperty("max").GetInt32());
    }

    [Fact]
    public void A_thread_that_does_not_exist_is_nobody()
    {
        using var file = new TemporaryFile(".yaml", Sketches.LostUpdate + "\nwho: { AB: nobody }\n");
        var run = Racesim.Run("show", file.Path);
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Contains("there is no thread 'AB'; did you mean 'A'?", run.Error, StringComparison.Ordinal);
    }
}
