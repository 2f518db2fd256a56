using System.Text;
using RaceSim.Exploration;
using RaceSim.Scenarios;

namespace RaceSim.Reports;

/// <summary>The rows of a reproduction as a table; each row's trace stands on a line of its own, so that it can be copied into a mail.</summary>
public static class ReproductionText
{
    private const string Indent = "     ";

    /// <summary>Renders the table and its summary.</summary>
    public static string Render(IReadOnlyList<ReproductionRow> rows)
    {
        if (rows.Count == 0)
        {
            return "";
        }

        var table = new TextTable(false, false, false, false, false, false, true, true);
        table.Add("", "claim", "source", "build", "expected", "found", "schedules", "time");
        var scenario = "";
        foreach (var row in rows)
        {
            if (row.Scenario != scenario)
            {
                scenario = row.Scenario;
                table.Add(scenario);
            }

            table.Add(
                row.IsAsExpected ? "  " : "!!",
                row.Claim,
                row.Source,
                row.Build ?? "-",
                row.Expected,
                row.Found,
                Figures.Count(row.Schedules),
                Figures.Seconds(row.ElapsedSeconds));
            if (row.Note.Length > 0)
            {
                table.Add($"{Indent}{row.Note}");
            }

            if (row.Trace is not null)
            {
                table.Add($"{Indent}{TraceLine.Format(row.Trace)}");
            }
        }

        var text = new StringBuilder();
        table.Render(text);
        return text.Append('\n').Append(Summary(rows)).ToString();
    }

    /// <summary>The one line that says whether all is as expected.</summary>
    public static string Summary(IReadOnlyList<ReproductionRow> rows)
    {
        var unexpected = rows.Count(r => !r.IsAsExpected);
        var seconds = Figures.Seconds(rows.Sum(r => r.ElapsedSeconds));
        return unexpected == 0
            ? $"{Figures.Count(rows.Count, "row")}, all as expected; every trace replays ({seconds} of work)\n"
            : $"{Figures.Count(rows.Count, "row")}, {Figures.Count(unexpected)} NOT as expected, marked !! ({seconds} of work)\n";
    }
}
