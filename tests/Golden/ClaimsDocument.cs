using System.Text.RegularExpressions;
using RaceSim.Reports;
using RaceSim.Scenarios;
using RaceSim.Scenarios.Explaining;
using Xunit;

namespace RaceSim.Tests.Golden;

/// <summary>
/// The committed table of claims. What it says but for lengths is compared without running anything; the lengths are compared by the test that shortens all traces
/// anyway.
/// </summary>
internal static class ClaimsDocument
{
    public const string File = "docs/claims.md";

    private const string Row = @"^\| \[([^\]]+)\]\([^)]+\) \| `([^`]+)` \| ([^|]+) \| ([^|]+) \| ([^|]+) \|(?=.*\|$)";

    private static readonly Lazy<ILookup<(string, string, string), (string Steps, string Preemptions)>> _lengths = new(static () => Lengths(Committed));

    public static string FullPath => Path.Combine(Repository.Root, File);

    public static string Committed => System.IO.File.ReadAllText(FullPath);

    /// <summary>The page as the tool writes it, without running anything and so without lengths.</summary>
    public static string WithoutLengths() =>
        ClaimMarkdown.Render([.. ScenarioCatalogue.Entries.Where(e => e.Claims.Count > 0).Select(ScenarioCatalogue.Read).SelectMany(ReproductionTask.Of).Select(t => new ClaimRow(t, null))], all: true);

    /// <summary>A page with the lengths taken out. A row that shows something has to have them, and no other.</summary>
    public static string WithoutLengths(string page) => Regex.Replace(
        page,
        Row,
        row =>
        {
            var (steps, preemptions) = (row.Groups[4].Value, row.Groups[5].Value);
            var isKnown = Regex.IsMatch(steps, "^(≤ )?[1-9][0-9]*$") && Regex.IsMatch(preemptions, "^(≤ )?[0-9]+$");
            Assert.True(Shows(row) ? isKnown : (steps, preemptions) == ClaimMarkdown.Lengths(null), $"{File}: {row.Value}");
            var (none, nor) = ClaimMarkdown.Lengths(null);
            return $"{row.Value[..(row.Groups[4].Index - row.Index)]}{none} | {nor} |";
        },
        RegexOptions.Multiline);

    /// <summary>Compares the lengths of a row of the page, which may stand there once for each claim, with those of its shortened trace.</summary>
    public static void CheckLengths(string scenario, string build, string shows, MinimalTrace minimal) =>
        Assert.Equal([ClaimMarkdown.Lengths(minimal)], _lengths.Value[(scenario, build, shows)].Distinct());

    private static ILookup<(string, string, string), (string Steps, string Preemptions)> Lengths(string page) =>
        Regex.Matches(page, Row, RegexOptions.Multiline).Where(Shows)
            .ToLookup(m => (m.Groups[1].Value, m.Groups[2].Value, m.Groups[3].Value.Split(' ')[1]), m => (m.Groups[4].Value, m.Groups[5].Value));

    private static bool Shows(Match row) => Regex.IsMatch(row.Groups[3].Value, "^(violates|observes) ");
}
