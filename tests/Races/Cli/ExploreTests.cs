using System.Text.Json;
using RaceSim.Cli;
using RaceSim.Tests.Golden;
using Xunit;

namespace RaceSim.Tests.Races.Cli;

public sealed class ExploreTests
{
    [Theory]
    [InlineData("random")]
    [InlineData("pct")]
    [InlineData("pos")]
    [InlineData("fairpct")]
    [InlineData("urw")]
    [InlineData("surw")]
    [InlineData("rff")]
    [InlineData("auto")]
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

    [Fact]
    public void What_was_looked_at_reads_as_committed()
    {
        GoldenText.Check("explore-statistics", Racesim.Run("explore", "midfork-n2", "--strategy", "pct", "--iterations", "400", "--seed", "1").Timeless);
    }

    [Fact]
    public void Statistics_of_schedules_are_members_of_the_object()
    {
        var json = Racesim.Run("explore", "midfork-n1", "--iterations", "4000", "--strategy", "pos", "--json").Json;
        Assert.Equal(JsonValueKind.Null, json.GetProperty("pct").ValueKind);
        var statistics = json.GetProperty("statistics");
        Assert.Equal(["schedules", "classes", "unseen", "curve", "conflictingPairs", "reversedPairs", "neverReversed"], statistics.EnumerateObject().Select(m => m.Name));
        Assert.Equal(12, statistics.GetProperty("classes").GetInt64());
        var pct = Racesim.Run("explore", "midfork-n1", "--iterations", "10", "--strategy", "pct", "--json").Json.GetProperty("pct");
        Assert.Equal(["depth", "actors", "steps", "perSchedule", "missed"], pct.EnumerateObject().Select(m => m.Name));
        Assert.Equal("auto", Racesim.Run("explore", "midfork-n1", "--iterations", "10", "--json").Json.GetProperty("strategy").GetString());
    }

    [Fact]
    public void Statistics_can_be_left_out()
    {
        var json = Racesim.Run("explore", "midfork-n1", "--iterations", "200", "--no-statistics", "--json").Json;
        Assert.Equal(JsonValueKind.Null, json.GetProperty("statistics").ValueKind);
        Assert.Contains("state not seen yet", json.GetProperty("sentence").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Executions_cut_at_the_step_bound_are_counted_and_shown()
    {
        var run = Racesim.Run("explore", "midfork-n1", "--iterations", "100", "--step-bound", "20");
        Assert.Equal(ExitCode.NoVerdict, run.Code);
        Assert.Contains("100 cut at the step bound", run.Out, StringComparison.Ordinal);
    }

    private static string Report(params string[] options)
    {
        var json = Racesim.Run(["explore", "window", "--json", "--iterations", "3000", .. options]).Json;
        return string.Join(',', json.EnumerateObject().Where(m => m.Name != "elapsedSeconds").Select(m => JsonSerializer.Serialize(m.Value)));
    }
}
