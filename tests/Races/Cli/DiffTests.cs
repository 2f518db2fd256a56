using RaceSim.Cli;
using RaceSim.Tests.Golden;
using Xunit;

namespace RaceSim.Tests.Races.Cli;

public sealed class DiffTests
{
    [Fact]
    public void Equal_builds_are_exit_code_zero()
    {
        var run = Racesim.Run("diff", "single-pte", "--build", "linux-6.8", "--build", "linux-6.9", "--core");
        Assert.Equal(ExitCode.AsExpected, run.Code);
        GoldenText.Check("diff-equal", run.Timeless);
    }

    [Fact]
    public void Different_builds_are_exit_code_one_and_say_what_differs()
    {
        var run = Racesim.Run("diff", "single-pte", "--build", "batch-v3", "--build", "batch-v3-first-pte");
        Assert.Equal(ExitCode.Unexpected, run.Code);
        GoldenText.Check("diff-different", run.Timeless);
    }

    [Fact]
    public void The_trace_of_a_build_that_the_file_does_not_name_replays()
    {
        var json = Racesim.Run("diff", "hole", "--build", "linux-6.9", "--build", "linux-6.9+no-rss", "--json").Json;
        foreach (var side in new[] { "onlyFirst", "onlySecond" })
        {
            var trace = json.GetProperty(side)[0].GetProperty("trace").GetString()!;
            Assert.Equal(ExitCode.AsExpected, Racesim.Run("replay", trace).Code);
        }
    }

    [Theory]
    [InlineData("--max-executions", "10")]
    [InlineData("--step-bound", "30")]
    public void A_space_that_is_not_exhausted_is_exit_code_three(string option, string value)
    {
        var run = Racesim.Run("diff", "partial-pin", "--build", "linux-6.9", "--build", "linux-6.9", option, value, "--json");
        Assert.Equal(ExitCode.NoVerdict, run.Code);
        Assert.Equal("unknown", run.Json.GetProperty("verdict").GetString());
    }

    [Fact]
    public void Json_has_the_documented_members()
    {
        var json = Racesim.Run("diff", "hole", "--build", "linux-6.9", "--build", "batch-count-mapped", "--core", "--json").Json;
        Assert.Equal(
            ["schema", "command", "scenario", "view", "verdict", "sentence", "builds", "onlyFirst", "onlySecond", "elapsedSeconds"],
            json.EnumerateObject().Select(m => m.Name));
        Assert.Equal(("core", "different"), (json.GetProperty("view").GetString(), json.GetProperty("verdict").GetString()));
        Assert.Equal(["build", "complete", "executions", "stepBoundHits", "outcomes", "metrics"], json.GetProperty("builds")[0].EnumerateObject().Select(m => m.Name));
        Assert.Equal(["trace", "differences", "state"], json.GetProperty("onlyFirst")[0].EnumerateObject().Select(m => m.Name));
        Assert.Equal(
            ["tlbInvalidations", "folds", "unfolds", "lockBreaks", "pageCopies", "longestPtlHold"],
            json.GetProperty("builds")[0].GetProperty("metrics").EnumerateObject().Select(m => m.Name));
    }
}
