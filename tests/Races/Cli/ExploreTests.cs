using System.Text.Json;
using RaceSim.Cli;
using Xunit;

namespace RaceSim.Tests.Races.Cli;

public sealed class ExploreTests
{
    [Theory]
    [InlineData("random")]
    [InlineData("pct")]
    [InlineData("pos")]
    public void The_same_seed_gives_the_same_report_on_any_number_of_workers(string strategy)
    {
        var one = Report("--strategy", strategy, "--workers", "1");
        var three = Report("--strategy", strategy, "--workers", "3");
        Assert.Equal(one, three);
    }

    [Fact]
    public void Not_found_is_bounded_and_says_in_how_many_schedules()
    {
        var run = Racesim.Run("explore", "midfork-n1", "--iterations", "300", "--json");
        Assert.Equal(ExitCode.AsExpected, run.Code);
        Assert.Equal("bounded", run.Json.GetProperty("verdict").GetString());
        Assert.Equal(300, run.Json.GetProperty("schedules").GetInt64());
        Assert.Contains("Good-Turing", run.Json.GetProperty("sentence").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_bounded_search_that_ends_says_what_it_proves()
    {
        using var file = new TemporaryFile(".yaml", Sketches.LostUpdate);
        var none = Racesim.Run("explore", file.Path, "--strategy", "bounded", "--preemptions", "0", "--json").Json;
        Assert.Equal("proved", none.GetProperty("verdict").GetString());
        Assert.False(none.GetProperty("complete").GetBoolean());
        Assert.Contains("at most 0 preemptions", none.GetProperty("sentence").GetString(), StringComparison.Ordinal);
        Assert.Equal("violated", Racesim.Run("explore", file.Path, "--strategy", "bounded", "--preemptions", "1", "--json").Json.GetProperty("verdict").GetString());
    }

    private static string Report(params string[] options)
    {
        var json = Racesim.Run(["explore", "window", "--json", "--iterations", "3000", .. options]).Json;
        return string.Join(',', json.EnumerateObject().Where(m => m.Name != "elapsedSeconds").Select(m => JsonSerializer.Serialize(m.Value)));
    }
}
