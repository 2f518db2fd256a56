using System.Text;
using RaceSim.Scenarios;

namespace RaceSim.Reports;

/// <summary>The page that leads to the pages of all claims.</summary>
public static class HtmlIndex
{
    /// <summary>Renders the page.</summary>
    /// <param name="rows">The rows of a reproduction, each with the name of its page; null for a row without a trace.</param>
    public static string Render(IReadOnlyList<(ReproductionRow Row, string? Page)> rows)
    {
        var text = new StringBuilder();
        foreach (var (row, page) in rows)
        {
            text.Append(row.IsAsExpected ? "      <tr>" : "      <tr class=\"odd-one\">");
            foreach (var cell in new[] { row.Claim, row.Scenario, row.Build ?? "-", row.Expected, row.Found, Figures.Count(row.Schedules) })
            {
                text.Append($"<td>{HtmlText.Escape(cell)}</td>");
            }

            var steps = row.Trace is { } trace ? Figures.Count(trace.Schedule.Count, "step") : "";
            text.Append(page is null ? "<td></td>" : $"<td><a href=\"{HtmlText.Escape(Uri.EscapeDataString(page))}\">{HtmlText.Escape(steps)}</a></td>").Append("</tr>\n");
        }

        return HtmlText.Fill(HtmlText.Resource("index.html"), new Dictionary<string, string>
        {
            ["css"] = HtmlText.Resource("report.css"),
            ["summary"] = HtmlText.Escape(Summary([.. rows.Select(r => r.Row)])),
            ["rows"] = text.ToString().TrimEnd('\n'),
        });
    }

    private static string Summary(IReadOnlyList<ReproductionRow> rows)
    {
        var unexpected = rows.Count(r => !r.IsAsExpected);
        return $"{Figures.Count(rows.Count, "row")}, {(unexpected == 0 ? "all as expected" : $"{Figures.Count(unexpected)} not as expected")}.";
    }
}
