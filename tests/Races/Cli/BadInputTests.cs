using System.Text;
using RaceSim.Cli;
using RaceSim.Tests.Golden;
using Xunit;

namespace RaceSim.Tests.Races.Cli;

public sealed class BadInputTests
{
    private static readonly string[] Lines =
    [
        "",
        "verfy midfork",
        "frobnicate",
        "--jsno",
        "list --jsn",
        "list extra",
        "verify",
        "verify mdfork",
        "verify a-name-like-no-other",
        "verify midfork refmap",
        "verify midfork --al",
        "verify midfork --xyzzy",
        "verify midfork --itrations 3",
        "verify midfork --build linux-6.12",
        "verify midfork --build",
        "verify midfork-fault --build oppo-contpt",
        "verify midfork-fault --invariants I99",
        "verify midfork --invariants I1",
        "verify midfork --invariants ,",
        "verify E12",
        "verify midfork --max-executions 0",
        "verify midfork --max-executions -1",
        "verify midfork --max-executions many",
        "verify midfork --max-executions 99999999999999999999",
        "verify midfork --step-bound 0",
        "verify midfork --step-bound 99999999999",
        "verify midfork --time 0",
        "verify midfork --time -3",
        "verify midfork --time nan",
        "verify midfork --workers 0",
        "verify midfork --workers 100000",
        "verify midfork --trace /",
        "verify midfork --trace /no/such/folder/trace.json",
        "verify /",
        "verify /no/such/file.yaml",
        "verify no-such-file.yaml",
        "explore midfork --strategy pctt",
        "explore midfork --strategy dpor",
        "explore midfork --seed -5",
        "bench strategies --strategy random,pcs",
        "bench strategies --seeds 0",
        "explore midfork --seed 0x10",
        "explore midfork --iterations 1e6",
        "explore midfork --depth 0",
        "explore midfork --preemptions -1",
        "explore midfork --host akka",
        "explore midfork --host akka-live",
        "explore midfork --host coyote",
        "explore midfork --host akka-liv",
        "explore midfork --host",
        "explore midfork --profile coyote-configs/ci.json",
        "replay",
        "replay nonsense",
        "replay /",
        "replay racesim1:midfork",
        "replay racesim9:midfork:f0e99dcf:a1:00000000",
        "replay racesim1:midfork:f0e99dcf:a18b18a18c34:b353033e",
        "replay racesim1:midfork:f0e99dcf:a18!18a18c34:b353033d",
        "reproduce E99",
        "reproduce --seed 999",
        "reproduce --seed 030",
        "reproduce E12 --seed 001",
        "reproduce --seed",
        "reproduce --markdown",
        "reproduce E07 --markdwon claims.md",
        "reproduce E07 --markdown no-such-directory/claims.md",
        "reproduce E07 --no-minimize --markdown claims.md",
        "diff hole",
        "diff hole --build linux-6.9",
        "diff hole --build linux-6.9 --build linux-6.99",
        "diff hole --build linux-6.9 --build linux-6.9+no-rs",
        "diff window --build linux-6.8 --build linux-6.9",
        "bench midfrok",
        "bench fork-cots",
        "bench fork-cost midfork",
    ];

    [Fact]
    public void Every_bad_input_is_one_line_and_exit_code_two()
    {
        var golden = new StringBuilder();
        foreach (var line in Lines)
        {
            var run = Racesim.Run(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            Assert.True(run.Code == ExitCode.BadInput, $"'{line}' ends with {run.Code}: {run.Out}{run.Error}");
            Assert.True(run.Error.Count(c => c == '\n') == 1 && run.Error.EndsWith('\n'), $"'{line}' says {run.Error}");
            Assert.Equal("", run.Out);
            golden.Append($"$ racesim {line}".TrimEnd()).Append('\n').Append(run.Error);
        }

        GoldenText.Check("errors", golden.ToString());
    }

    [Fact]
    public void A_trace_of_another_version_says_so()
    {
        using var one = new TemporaryFile(".yaml", Sketches.LostUpdate);
        using var two = new TemporaryFile(".yaml", Sketches.LostUpdate.Replace("Two", "2", StringComparison.Ordinal));
        var trace = Racesim.Run("verify", one.Path, "--json").Json.GetProperty("violation").GetProperty("trace").GetString()!;
        var run = Racesim.Run("replay", trace, "--scenario", two.Path);
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Contains("another version of 'lost-update'", run.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.AsExpected, Racesim.Run("replay", trace, "--scenario", two.Path, "--any-version").Code);
    }

    [Fact]
    public void A_damaged_trace_file_is_named()
    {
        using var file = new TemporaryFile(".json", "{\"schema\":\"racesim-trace\",");
        var run = Racesim.Run("replay", file.Path);
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.StartsWith($"racesim: {file.Path}: not a trace", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_malformed_scenario_says_where()
    {
        using var file = new TemporaryFile(".yaml", "scenario: s\nprogram:\n  cells: { x: 0 }\n  threads:\n    A: [ lock(l) ]\n");
        var run = Racesim.Run("verify", file.Path);
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.StartsWith($"racesim: {file.Path}:5:", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unclosed_bracket_is_named()
    {
        using var file = new TemporaryFile(".yaml", "scenario: s\nprogram:\n  cells: { x: 0\n  threads: {}\n");
        var run = Racesim.Run("verify", file.Path);
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Equal($"racesim: {file.Path}:3:13: malformed YAML after this: the '{{' of line 3, column 10 is not closed\n", run.Error);
    }
}
