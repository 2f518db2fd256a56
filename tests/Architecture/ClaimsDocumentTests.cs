using System.Globalization;
using RaceSim.Cli;
using RaceSim.Scenarios;
using RaceSim.Scenarios.Claims;
using RaceSim.Tests.Golden;
using RaceSim.Tests.Races.Cli;
using Xunit;
using Xunit.Sdk;

namespace RaceSim.Tests.Architecture;

/// <summary>docs/claims.md is what <c>racesim reproduce --markdown</c> writes, and has all claims.</summary>
public sealed class ClaimsDocumentTests
{
    public static TheoryData<char, int> Claims => new()
    {
        { 'B', 20 },
        { 'C', 6 },
        { 'D', 9 },
        { 'E', 26 },
        { 'F', 9 },
        { 'G', 18 },
    };

    /// <summary>All but the lengths, which the test of the traces compares.</summary>
    [Fact]
    public void The_document_is_what_the_tool_writes()
    {
        if (GoldenText.IsRefreshing)
        {
            Assert.Equal(ExitCode.AsExpected, Racesim.Run("reproduce", "--markdown", ClaimsDocument.FullPath).Code);
        }

        Assert.Equal(ClaimsDocument.WithoutLengths(), ClaimsDocument.WithoutLengths(ClaimsDocument.Committed));
    }

    /// <summary>Each cell of a row but its lengths, and whether it has lengths at all.</summary>
    [Theory]
    [InlineData(0, "[reforder](../src/Races/Scenarios/Catalogue/unmap/reforder.yaml)")]
    [InlineData(1, "`batch-v3`")]
    [InlineData(2, "violates I27")]
    [InlineData(3, "-")]
    [InlineData(4, "")]
    [InlineData(5, "#8")]
    [InlineData(6, "RaceSim")]
    [InlineData(7, "a remark")]
    public void A_row_that_says_something_else_is_noticed(int cell, string altered)
    {
        var page = ClaimsDocument.Committed;
        var row = page.Split('\n').Single(l => l.StartsWith("| [reforder]", StringComparison.Ordinal) && l.Contains("`batch-v2` | violates I28", StringComparison.Ordinal));
        var cells = row[2..^2].Split(" | ");
        Assert.NotEqual(altered, cells[cell]);
        cells[cell] = altered;
        var other = page.Replace(row, $"| {string.Join(" | ", cells)} |", StringComparison.Ordinal);
        Assert.ThrowsAny<XunitException>(() => Assert.Equal(ClaimsDocument.WithoutLengths(), ClaimsDocument.WithoutLengths(other)));
    }

    [Fact]
    public void A_row_that_is_gone_is_noticed()
    {
        var page = ClaimsDocument.Committed;
        var row = page.Split('\n').First(l => l.StartsWith("| [reforder]", StringComparison.Ordinal));
        Assert.NotEqual(ClaimsDocument.WithoutLengths(), ClaimsDocument.WithoutLengths(page.Replace(row + "\n", "", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Claims))]
    public void Every_claim_has_its_row(char series, int count)
    {
        var page = ClaimsDocument.Committed;
        for (var i = 1; i <= count; i++)
        {
            var heading = string.Create(CultureInfo.InvariantCulture, $"\n### {series}{i:00}: ");
            var at = page.IndexOf(heading, StringComparison.Ordinal);
            Assert.True(at >= 0, heading);
            var end = page.IndexOf("\n#", at + heading.Length, StringComparison.Ordinal);
            Assert.Matches(@"\n(\| \[|Open \()", end < 0 ? page[at..] : page[at..end]);
        }
    }

    /// <summary>Open is a claim that no scenario settles, and no other.</summary>
    [Fact]
    public void The_list_of_claims_is_that_of_the_scenarios()
    {
        var listed = ClaimCatalogue.Groups.SelectMany(g => g.Claims).ToList();
        var settled = ScenarioCatalogue.Entries.SelectMany(e => e.Claims).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(settled, listed.Where(c => c.Open.Length == 0).Select(c => c.Id).Order(StringComparer.Ordinal));
        Assert.All(listed, c => Assert.True(c.Open.Length == 0 || !settled.Contains(c.Id), $"{c.Id} is settled by a scenario: take 'open' away"));
        Assert.All(listed, c => Assert.Equal(c.Open.Length > 0, c.Source.Length > 0));
    }

    /// <summary>Each row's source stands in the section of its document, or has none.</summary>
    [Fact]
    public void A_thread_s_claims_have_sources_in_it()
    {
        foreach (var group in ClaimCatalogue.Groups.Where(g => g.Document.Length > 0))
        {
            foreach (var claim in group.Claims)
            {
                var tasks = ScenarioCatalogue.Select(claim.Id).Select(ScenarioCatalogue.Read).SelectMany(ReproductionTask.Of).Where(t => t.Claims.Contains(claim.Id));
                Assert.Contains(tasks, t => t.Source.StartsWith(group.Document + "#", StringComparison.Ordinal));
            }
        }
    }
}
