using RaceSim.Cli;
using RaceSim.Scenarios;
using RaceSim.Tests.Golden;
using Xunit;

namespace RaceSim.Tests.Races.Cli;

public sealed class ListTests
{
    [Fact]
    public void The_list_is_the_committed_text()
    {
        var run = Racesim.Run("list");
        Assert.Equal(ExitCode.AsExpected, run.Code);
        GoldenText.Check("list", run.Out);
    }

    [Fact]
    public void The_scan_of_the_first_lines_says_what_the_reader_says()
    {
        foreach (var entry in ScenarioCatalogue.Entries)
        {
            var header = ScenarioCatalogue.Read(entry).Header;
            var claims = header.Claims.Concat(header.Expectations.Select(e => e.Claim).Where(c => c.Length > 0)).Distinct();
            Assert.Equal((header.Name, header.Title, string.Join(' ', claims)), (entry.Name, entry.Title, string.Join(' ', entry.Claims)));
            Assert.Equal(header.IsSketch, entry.IsSketch);
        }
    }

    [Fact]
    public void No_two_scenarios_have_one_name()
    {
        Assert.Distinct(ScenarioCatalogue.Entries.Select(e => e.Name));
    }

    [Fact]
    public void Json_lists_the_same_names()
    {
        var names = Racesim.Run("list", "--json").Json.GetProperty("scenarios").EnumerateArray().Select(s => s.GetProperty("name").GetString());
        Assert.Equal(ScenarioCatalogue.Entries.Select(e => e.Name), names);
    }

    [Fact]
    public void Show_tells_story_and_machine()
    {
        GoldenText.Check("show-window", Racesim.Run("show", "window").Out);
    }
}
