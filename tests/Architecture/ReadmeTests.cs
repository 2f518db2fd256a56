using System.Text.RegularExpressions;
using RaceSim.Cli;
using RaceSim.Scenarios;
using RaceSim.Tests.Races.Cli;
using Xunit;

namespace RaceSim.Tests.Architecture;

/// <summary>What the README says is what the tool does: commands, report, catalogue and the scenarios it shows.</summary>
public sealed class ReadmeTests
{
    private const string Launcher = "dotnet run --project src/Races/Cli -c Release --";

    private static string Text { get; } = Sources.Text("README.md");

    public static TheoryData<string> Commands => [.. Blocks("text|sh").SelectMany(b => b.Split('\n')).Select(Command).OfType<string>().Distinct()];

    public static TheoryData<string> Snippets => [.. Blocks("yaml")];

    [Fact]
    public void It_is_short() => Assert.True(Sources.Lines("README.md").Length < 300);

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_command_line_exists(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var help = Racesim.Run(words[0], "--help");
        Assert.Equal(ExitCode.AsExpected, help.Code);
        Assert.All(words.Where(w => w.StartsWith("--", StringComparison.Ordinal)), option => Assert.Contains(option + " ", help.Out, StringComparison.Ordinal));
        if (words[0] is "show" or "verify" or "explore")
        {
            Assert.True(words[1].EndsWith(".yaml", StringComparison.Ordinal) || ScenarioCatalogue.Select(words[1]).Count == 1, words[1]);
        }
    }

    [Fact]
    public void The_report_is_what_replay_prints()
    {
        var report = Blocks("text").Single(b => b.Contains("VIOLATION", StringComparison.Ordinal));
        var trace = Regex.Match(Text, "racesim replay '(racesim1:reforder[^']*)'").Groups[1].Value;
        var run = Racesim.Run("replay", trace);
        Assert.Equal(ExitCode.AsExpected, run.Code);
        var printed = run.Out.Split('\n').ToList();
        var at = 0;
        foreach (var line in report.Split('\n').Where(l => l.Trim() is not "" and not "..."))
        {
            at = printed.IndexOf(line, at) + 1;
            Assert.True(at > 0, $"replay does not print, in this order: {line}");
        }
    }

    [Theory]
    [MemberData(nameof(Snippets))]
    public void Every_scenario_it_shows_runs_and_comes_out_as_it_says(string snippet)
    {
        using var file = new TemporaryFile(".yaml", snippet);
        var run = Racesim.Run("reproduce", file.Path);
        Assert.True(run.Code == ExitCode.AsExpected, run.Out + run.Error);
    }

    [Fact]
    public void It_shows_a_sketch_and_a_kernel_scenario()
    {
        var sketches = Blocks("yaml").Select(b => ScenarioReader.Read(b, "README.md").Header.IsSketch);
        Assert.Equal([true, false], sketches);
    }

    [Fact]
    public void It_counts_the_rows_of_reproduce()
    {
        var count = ScenarioCatalogue.Entries.Where(e => e.Claims.Count > 0).Sum(e => ReproductionTask.Of(ScenarioCatalogue.Read(e)).Count);
        Assert.Contains($"{count} rows, all as expected", Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_exit_code_is_told()
    {
        var codes = Regex.Matches(Text, @"^\| .* \| (\d) \|$", RegexOptions.Multiline).Select(m => int.Parse(m.Groups[1].Value, null)).Distinct().Order();
        Assert.Equal(Enum.GetValues<ExitCode>().Select(c => (int)c), codes);
    }

    [Fact]
    public void Every_link_leads_somewhere()
    {
        var links = Regex.Matches(Text, @"\]\(([^)#:]+)\)|`((?:docs|src|tests|bench)/[A-Za-z0-9./-]+)`").Select(m => m.Groups[1].Value + m.Groups[2].Value);
        var dead = links.Where(l => !Sources.Files.Any(f => f == l || f.StartsWith(l.TrimEnd('/') + "/", StringComparison.Ordinal)));
        Assert.Empty(dead);
    }

    private static string? Command(string line)
    {
        line = line.Trim().TrimStart('$').Trim();
        return line.StartsWith(Launcher, StringComparison.Ordinal) ? line[Launcher.Length..].Trim()
            : line.StartsWith("racesim ", StringComparison.Ordinal) ? line["racesim ".Length..] : null;
    }

    private static IEnumerable<string> Blocks(string language) =>
        Regex.Matches(Text, $"^```(?:{language})\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline).Select(m => m.Groups[1].Value);
}
