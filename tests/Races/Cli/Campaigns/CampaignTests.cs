using System.Text.RegularExpressions;
using RaceSim.Cli;
using Xunit;

namespace RaceSim.Tests.Races.Cli;

/// <summary>A campaign has the result of one run, in however many shards and however often it is interrupted.</summary>
public sealed class CampaignTests
{
    public static TheoryData<string> Explorations =>
    [
        "verify midfork-n2",
        "verify midfork-fault --build oppo-any-break",
        "verify partial-pin --build batch-v3+keep-remainder-refs --invariants I9",
        "explore reforder --build batch-v2 --iterations 1001",
        "explore reforder --build batch-v2 --iterations 700 --strategy pct --seed 7",
        "explore refmap --iterations 50 --strategy pos --no-statistics",
        "explore reforder --build batch-v2 --strategy bounded --preemptions 1",
        "verify uptodate-barrier --build linux-6.9+no-uptodate-barrier+pso",
        "verify cow-no-barrier --build cow-pte-v5-flush-first+pso --invariants I4",
        "explore uptodate-barrier --build linux-6.9+tso --iterations 300",
    ];

    // What one run says, but for the time and what a run in parts does not have.
    private static string Facts(string json) =>
        Regex.Replace(json, "\"(?:command|elapsedSeconds|campaign|schedules|host|estimate|steps|blocked|strategy|seed)\":(?:\\{[^{}]*\\}|[^,{}]*),?", "");

    private static string Timeless(string text) => Regex.Replace(text, "\"elapsedSeconds\":[0-9.]+|[0-9.]+ s\\b", "");

    private static string[] Words(string exploration, params string[] more) => [.. exploration.Split(' '), "--no-minimize", .. more];

    [Theory]
    [MemberData(nameof(Explorations))]
    public void Shards_add_up_to_one_run_in_any_order_and_named_twice(string exploration)
    {
        using var home = new TemporaryDirectory();
        Racesim.Run(Words(exploration, "--campaign", home["whole"]));
        var whole = Racesim.Run("merge", home["whole"], "--json");
        var wholeText = Racesim.Run("merge", home["whole"]);
        for (var shard = 1; shard <= 3; shard++)
        {
            var run = Racesim.Run(Words(exploration, "--campaign", home[$"{shard}"], "--shard", $"{shard}/3", "--workers", $"{shard}"));
            Assert.True(run.Code is ExitCode.AsExpected or ExitCode.Unexpected, run.Error);
        }

        var merged = Racesim.Run("merge", home["3"], home["1"], home["2"], home["1"], "--json", "--into", home["all"]);
        Assert.Equal(whole.Code, merged.Code);
        Assert.Equal(Facts(whole.Out), Facts(merged.Out));
        Assert.Equal(wholeText.Out.Split('\n')[..2], Racesim.Run("merge", home["2"], home["3"], home["1"]).Out.Split('\n')[..2]);
        Assert.Equal(Timeless(merged.Out), Timeless(Racesim.Run("merge", home["2"], home["all"], "--json").Out));
        Racesim.Run("merge", home["2"], home["all"], "--into", home["all"]);
        Assert.Equal(Timeless(merged.Out), Timeless(Racesim.Run("merge", home["all"], "--json").Out));
    }

    [Theory]
    [InlineData("verify midfork-n2")]
    [InlineData("explore midfork-fault --build linux-6.9 --iterations 1001")]
    [InlineData("explore midfork-fault --build linux-6.9 --iterations 400 --strategy fairpct --seed 3")]
    [InlineData("explore refmap-fixed --strategy bounded --preemptions 2")]
    [InlineData("verify lockless-read --build linux-6.9")] // reaches events that 64 bits do not hold
    [InlineData("explore lockless-read --build linux-6.9 --iterations 300")]
    public void A_campaign_says_what_a_run_without_one_says(string exploration)
    {
        using var home = new TemporaryDirectory();
        var plain = Racesim.Run(Words(exploration, "--all", "--json"));
        var campaign = Racesim.Run(Words(exploration, "--campaign", home["c"], "--json", "--checkpoint-every", "100"));
        Assert.Equal(plain.Code, campaign.Code);
        Assert.Equal(Facts(plain.Out), Facts(campaign.Out));
    }

    [Theory]
    [InlineData("verify midfork-n2", 20)]
    [InlineData("explore midfork-fault --build linux-6.9 --iterations 4000", 256)]
    public void Killed_at_any_moment_it_goes_on_and_loses_nothing(string exploration, int every)
    {
        using var home = new TemporaryDirectory();
        var words = Words(exploration, "--campaign", home["c"], "--checkpoint-every", $"{every}");
        for (var kill = 0; kill < 3; kill++)
        {
            using var running = new RunningRacesim(words);
            var checkpoint = home["c/shard-1-of-1.json"];
            var before = File.Exists(checkpoint) ? File.GetLastWriteTimeUtc(checkpoint) : DateTime.MinValue;
            running.WaitFor(() => File.Exists(checkpoint) && File.GetLastWriteTimeUtc(checkpoint) != before);
            running.Kill();
            var left = Racesim.Run("merge", home["c"], "--json", "--no-minimize");
            Assert.True(left.Code is ExitCode.NoVerdict or ExitCode.AsExpected, left.Error);
        }

        var resumed = Racesim.Run([.. words, "--json"]);
        var whole = Racesim.Run(Words(exploration, "--campaign", home["whole"], "--json"));
        Assert.Equal(Timeless(whole.Out), Timeless(resumed.Out));
    }

    private static readonly string[] _endless =
        ["explore", "midfork-fault", "--build", "linux-6.9", "--iterations", "1000000000", "--checkpoint-every", "128", "--campaign"];

    [Fact]
    public void Ctrl_C_ends_it_with_a_report_and_a_checkpoint()
    {
        using var home = new TemporaryDirectory();
        using var cancellation = new CancellationTokenSource();
        var user = new Thread(() =>
        {
            while (!File.Exists(home["c/shard-1-of-1.json.previous"]))
            {
                Thread.Sleep(1);
            }

            cancellation.Cancel();
        });
        user.Start();
        var run = Racesim.Run(cancellation.Token, [.. _endless, home["c"]]);
        user.Join();
        Assert.Equal(ExitCode.NoVerdict, run.Code);
        Assert.Contains("campaign: ", run.Out, StringComparison.Ordinal);
        CheckEnded(home["c"]);
    }

    // Not SIGINT: a process that was started in the background may have inherited that it ignores it.
    [Fact]
    public void Sigterm_ends_it_with_a_report_and_a_checkpoint()
    {
        using var home = new TemporaryDirectory();
        using (var running = new RunningRacesim([.. _endless, home["c"]]))
        {
            running.WaitFor(() => File.Exists(home["c/shard-1-of-1.json.previous"]));
            var (code, text) = running.Terminate();
            Assert.Equal((int)ExitCode.NoVerdict, code);
            Assert.Contains("campaign: ", text, StringComparison.Ordinal);
        }

        CheckEnded(home["c"]);
    }

    private static void CheckEnded(string directory)
    {
        var merged = Racesim.Run("merge", directory, "--json").Json;
        Assert.True(merged.GetProperty("executions").GetInt64() >= 128);
        Assert.Equal(merged.GetProperty("executions").GetInt64(), merged.GetProperty("campaign").GetProperty("done").GetInt64());
    }

    /// <summary>The schedules of a sampling follow from their numbers: more of them are the same ones and some more.</summary>
    [Theory]
    [InlineData("explore reforder --build batch-v2", "")]
    [InlineData("explore lockless-read --build linux-6.9 --strategy pct", "--shard 2/3")]
    public void A_sampling_can_be_made_longer_and_no_shorter(string exploration, string shard)
    {
        using var home = new TemporaryDirectory();
        string[] share = shard.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Racesim.Run(Words(exploration, [.. share, "--iterations", "300", "--campaign", home["c"]]));
        var longer = Racesim.Run(Words(exploration, [.. share, "--iterations", "1001", "--campaign", home["c"], "--json"]));
        var whole = Racesim.Run(Words(exploration, [.. share, "--iterations", "1001", "--campaign", home["whole"], "--json"]));
        Assert.Equal(Timeless(whole.Out), Timeless(longer.Out));
        Assert.Equal(whole.Code, longer.Code);
        var shorter = Racesim.Run(Words(exploration, [.. share, "--iterations", "300", "--campaign", home["c"]]));
        Assert.Equal(ExitCode.BadInput, shorter.Code);
        Assert.Contains("holds another campaign: iterations 1001, not 300", shorter.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_budget_ends_a_run_and_not_the_campaign()
    {
        using var home = new TemporaryDirectory();
        var some = Racesim.Run("verify", "midfork-n2", "--campaign", home["c"], "--max-executions", "100", "--json");
        Assert.Equal(ExitCode.NoVerdict, some.Code);
        Assert.InRange(some.Json.GetProperty("executions").GetInt64(), 100, 359);
        Assert.Equal("unknown", some.Json.GetProperty("verdict").GetString());
        var rest = Racesim.Run("verify", "midfork-n2", "--campaign", home["c"], "--json");
        Assert.Equal((ExitCode.AsExpected, 360), (rest.Code, rest.Json.GetProperty("executions").GetInt64()));
        var again = Racesim.Run("verify", "midfork-n2", "--campaign", home["c"], "--json");
        Assert.Equal(Timeless(rest.Out), Timeless(again.Out));
    }

    [Fact]
    public void A_shard_that_is_done_says_what_it_lacks()
    {
        using var home = new TemporaryDirectory();
        var shard = Racesim.Run("verify", "midfork-n2", "--campaign", home["c"], "--shard", "2/3");
        Assert.Equal(ExitCode.AsExpected, shard.Code);
        Assert.Contains("a verdict needs all 3", shard.Out, StringComparison.Ordinal);
        var merged = Racesim.Run("merge", home["c"]);
        Assert.Equal(ExitCode.NoVerdict, merged.Code);
        Assert.Contains("shard 2 of 3", merged.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Traces_are_one_for_each_distinct_violation_and_replay()
    {
        using var home = new TemporaryDirectory();
        Racesim.Run("explore", "reforder", "--build", "batch-v2", "--iterations", "300", "--campaign", home["1"], "--shard", "1/2");
        Racesim.Run("explore", "reforder", "--build", "batch-v2", "--iterations", "300", "--campaign", home["2"], "--shard", "2/2");
        Racesim.Run("merge", home["1"], home["2"], "--traces", home["traces"]);
        var files = Directory.GetFiles(home["traces"]).Select(Path.GetFileName).Order(StringComparer.Ordinal);
        Assert.Equal(["reforder-batch-v2-I1.json", "reforder-batch-v2-I28.json"], files);
        Assert.All(Directory.GetFiles(home["traces"]), file => Assert.Equal(ExitCode.AsExpected, Racesim.Run("replay", file).Code));
    }
}
