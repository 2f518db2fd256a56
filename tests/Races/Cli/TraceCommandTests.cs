using RaceSim.Cli;
using RaceSim.Tests.Golden;
using Xunit;

namespace RaceSim.Tests.Races.Cli;

/// <summary><c>minimize</c>, <c>explain</c>, <c>compare</c> and <c>replay --step</c>.</summary>
public sealed class TraceCommandTests
{
    [Fact]
    public void Verify_prints_the_short_trace_and_keeps_the_other_one()
    {
        var found = Racesim.Run("explore", "window", "--strategy", "random", "--seed", "3", "--json").Json.GetProperty("violation");
        var minimal = found.GetProperty("minimal");
        Assert.True(minimal.GetProperty("preemptionsProved").GetBoolean());
        Assert.True(minimal.GetProperty("preemptions").GetInt32() < minimal.GetProperty("original").GetProperty("preemptions").GetInt32());
        Assert.NotEqual(found.GetProperty("trace").GetString(), minimal.GetProperty("original").GetProperty("trace").GetString());
        var plain = Racesim.Run("explore", "window", "--strategy", "random", "--seed", "3", "--json", "--no-minimize").Json.GetProperty("violation");
        Assert.Equal(minimal.GetProperty("original").GetProperty("trace").GetString(), plain.GetProperty("trace").GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, plain.GetProperty("minimal").ValueKind);
    }

    [Fact]
    public void Minimize_reads_as_committed()
    {
        var given = Racesim.Run("explore", "window", "--strategy", "random", "--seed", "3", "--json", "--no-minimize").Json.GetProperty("violation").GetProperty("trace").GetString()!;
        var run = Racesim.Run("minimize", given);
        Assert.Equal(ExitCode.AsExpected, run.Code);
        GoldenText.Check("minimize-window", run.Out);
        Assert.False(Racesim.Run("minimize", given, "--minimize-budget", "3", "--json").Json.GetProperty("preemptionsProved").GetBoolean());
    }

    [Fact]
    public void A_minimal_trace_stays_what_it_is()
    {
        var trace = Trace("refmap");
        Assert.Equal(trace, Racesim.Run("minimize", trace, "--json").Json.GetProperty("trace").GetString());
    }

    [Fact]
    public void Explain_has_the_documented_members()
    {
        var json = Racesim.Run("explain", Trace("refmap"), "--runs", "200", "--json").Json;
        string[] members =
        [
            "schema", "command", "scenario", "build", "shows", "kind", "trace", "minimal", "sentences", "actors", "essential", "tested", "skipped", "runs", "chances",
            "decisive", "inevitableFrom", "passing", "choices", "clean",
        ];
        Assert.Equal(members, json.EnumerateObject().Select(m => m.Name));
        Assert.Equal(200, json.GetProperty("runs").GetInt32());
    }

    [Fact]
    public void The_same_trace_has_the_same_explanation() =>
        Assert.Equal(Racesim.Run("explain", Trace("refmap")).Out, Racesim.Run("explain", Trace("refmap")).Out);

    [Fact]
    public void Compare_reads_as_committed()
    {
        var failing = Trace("refmap");
        var passing = Racesim.Run("explain", failing, "--runs", "1", "--json").Json.GetProperty("passing").GetProperty("trace").GetString()!;
        var run = Racesim.Run("compare", failing, passing);
        Assert.Equal(ExitCode.AsExpected, run.Code);
        GoldenText.Check("compare-refmap", run.Out);
        Assert.Equal(ExitCode.BadInput, Racesim.Run("compare", failing, Trace("window")).Code);
    }

    [Fact]
    public void A_trace_pasted_from_a_mail_replays()
    {
        var trace = Trace("refmap");
        var mail = $"> On Monday you wrote:\n> > {trace[..20]}\n> > {trace[20..]}\n> > fails here";
        Assert.Equal(Racesim.Run("replay", trace).Out, Racesim.Run("replay", mail).Out);
        using var file = new TemporaryFile(".txt", mail);
        Assert.Equal(Racesim.Run("replay", trace).Out, Racesim.Run("replay", file.Path).Out);
    }

    [Fact]
    public void Step_walks_both_ways_and_ends_with_the_keys()
    {
        var keys = new Queue<ConsoleKey>([ConsoleKey.RightArrow, ConsoleKey.RightArrow, ConsoleKey.LeftArrow, ConsoleKey.End, ConsoleKey.PageUp, ConsoleKey.V, ConsoleKey.Q]);
        using var output = new StringWriter { NewLine = "\n" };
        var console = new CliConsole(output, TextWriter.Null, false, 100, CancellationToken.None)
        {
            Keys = () => keys.TryDequeue(out var key) ? new ConsoleKeyInfo('\0', key, false, false, false) : null,
        };
        Assert.Equal(ExitCode.AsExpected, CommandLine.Run(["replay", Trace("refmap"), "--step"], console));
        var screens = output.ToString().Split("\u001b[H\u001b[J", StringSplitOptions.RemoveEmptyEntries);
        var titles = screens.Select(s => System.Text.RegularExpressions.Regex.Match(s, @"step (\d+) of").Groups[1].Value).ToList();
        Assert.Equal(["0", "1", "2", "1"], titles.Take(4));
        Assert.Contains("VIOLATION of never", screens[^1], StringComparison.Ordinal);
        Assert.Equal(screens[1], screens[3]);
        GoldenText.Check("step-refmap", screens[^1]);
    }

    [Fact]
    public void Step_prints_the_table_where_there_is_no_terminal() =>
        Assert.Equal(Racesim.Run("replay", Trace("refmap")).Out, Racesim.Run("replay", Trace("refmap"), "--step").Out);

    [Theory]
    [InlineData("minimize", "racesim1:nowhere:12345678:a:00000000")]
    [InlineData("explain", "not-a-trace")]
    [InlineData("compare", "not-a-trace", "neither")]
    [InlineData("report", "--all", "not-a-trace")]
    [InlineData("report", "--all")]
    [InlineData("report", "racesim1:x:12345678:a:00000000")]
    public void Bad_input_is_one_line(params string[] arguments)
    {
        var run = Racesim.Run(arguments);
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
    }

    private static string Trace(string scenario) =>
        Racesim.Run("verify", scenario, "--json").Json.GetProperty("violation").GetProperty("trace").GetString()!;
}
