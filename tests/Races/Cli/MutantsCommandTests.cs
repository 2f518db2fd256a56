using System.Text.RegularExpressions;
using RaceSim.Cli;
using RaceSim.Tests.Golden;
using Xunit;

namespace RaceSim.Tests.Races.Cli;

public sealed class MutantsCommandTests
{
    private static readonly string[] _arguments = ["mutants", "reforder", "--build", "linux-6.9", "--in", "write_protect_page", "--iterations", "100", "--workers", "1"];

    [Fact]
    public void The_table_reads_as_committed()
    {
        var run = Racesim.Run(_arguments);
        // Columns without the lines, which change with every edit of a path.
        GoldenText.Check("mutants", Regex.Replace(Regex.Replace(run.Out, @":\d+", ""), @" +(?=\S)", " "));
    }

    [Fact]
    public void The_json_says_what_became_of_each()
    {
        var rows = Racesim.Run([.. _arguments, "--json"]).Json.GetProperty("mutants").EnumerateArray().ToList();
        Assert.NotEmpty(rows);
        Assert.All(rows, r => Assert.Equal(r.GetProperty("end").GetString() == "killed", r.GetProperty("reason").GetString()!.Length == 0));
        Assert.All(rows, r => Assert.Equal(r.GetProperty("end").GetString() == "killed", r.GetProperty("fates").GetArrayLength() > 0));
    }

    [Fact]
    public void The_page_has_a_row_for_each_kind()
    {
        using var page = new TemporaryFile(".md", "");
        Racesim.Run([.. _arguments, "--markdown", page.Path]);
        var text = File.ReadAllText(page.Path);
        Assert.StartsWith("# Mutants\n", text, StringComparison.Ordinal);
        Assert.Contains("| drop recheck | 1 | 1 | 0 | 0 | 0 |", text, StringComparison.Ordinal);
        Assert.DoesNotContain(":20", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_budget_that_ends_is_no_pass() => Assert.Equal(ExitCode.NoVerdict, Racesim.Run([.. _arguments, "--time", "0.000001"]).Code);
}
