using System.Text.Json;
using System.Text.RegularExpressions;
using RaceSim.Cli;
using RaceSim.Reports;
using RaceSim.Scenarios;
using RaceSim.Tests.Races.Cli;
using Xunit;

namespace RaceSim.Tests.Races.Reports;

/// <summary>The page without a browser: whole, self-contained, escaped. What it does in a browser is tested by <c>tests/Browser/</c>.</summary>
public sealed class HtmlReportTests
{
    private const string Hostile = """
        scenario: lost-update
        title: <script>alert("title")</script> & {{data}}
        story: "</script><img src=x onerror=alert(1)>"
        expect: { violated: never }
        program:
          cells: { x: 0 }
          threads:
            A: [ r = x, x = r + 1 ]
            B: [ s = x, x = s + 1 ]
          never: x == 1
        """;

    [Fact]
    public void A_page_needs_nothing_else()
    {
        var page = Page(Hostile);
        Assert.DoesNotMatch(@"(src|href)=""(?!#)", page);
        Assert.DoesNotContain("@import", page, StringComparison.Ordinal);
        Assert.DoesNotContain("fetch(", page, StringComparison.Ordinal);
        Assert.Equal(["http://www.w3.org/2000/svg"], Regex.Matches(page, @"https?://[^'""\s]+").Select(m => m.Value).Distinct());
        Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\{\{[a-z]+\}\}", page.Replace("{{data}}", "", StringComparison.Ordinal));
    }

    [Fact]
    public void What_a_scenario_says_stays_text()
    {
        var page = Page(Hostile);
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(&quot;title&quot;)&lt;/script&gt; &amp; {{data}}", page, StringComparison.Ordinal);
        Assert.Equal(2, Regex.Count(page, "<script"));
        Assert.Equal(2, Regex.Count(page, "</script>"));
    }

    [Fact]
    public void Its_data_hold_both_runs_and_the_machine()
    {
        var data = JsonDocument.Parse(Regex.Match(Page(Hostile), @"id=""data"">(.*?)</script>", RegexOptions.Singleline).Groups[1].Value).RootElement;
        Assert.Equal(["failing", "passing"], data.GetProperty("runs").EnumerateArray().Select(r => r.GetProperty("name").GetString()));
        Assert.Equal("x", data.GetProperty("panels")[0].GetProperty("fields")[0][1].GetString());
        Assert.True(data.GetProperty("essential").GetArrayLength() > 0);
    }

    [Fact]
    public void The_index_leads_to_the_pages_and_escapes_what_it_lists()
    {
        var row = new ReproductionRow("E01", "s", "<b>name", "build", "violates I1", "violates I1", true, false, 3, null, "");
        var page = HtmlIndex.Render([(row, "a b&.html"), (row with { IsAsExpected = false }, null)]);
        Assert.Contains("<td>&lt;b&gt;name</td>", page, StringComparison.Ordinal);
        Assert.Contains("href=\"a%20b%26.html\"", page, StringComparison.Ordinal);
        Assert.Contains("2 rows, 1 not as expected", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
    }

    private static string Page(string scenario)
    {
        using var file = new TemporaryFile(".yaml", scenario);
        using var page = new TemporaryFile(".html");
        var trace = Racesim.Run("verify", file.Path, "--json").Json.GetProperty("violation").GetProperty("trace").GetString()!;
        var run = Racesim.Run("report", trace, "--scenario", file.Path, "-o", page.Path, "--runs", "50");
        Assert.True(run.Code == ExitCode.AsExpected, run.Error);
        return File.ReadAllText(page.Path);
    }
}
