using System.Text;
using RaceSim.Exploration;
using RaceSim.Scenarios;

namespace RaceSim.Reports;

/// <summary>
/// The rows of a reproduction as a table. What is long stands on a line of its own: the document that a scenario's claims come from above its rows, whose sources then
/// name only the place in it; below a row the mutations of its build, and its trace, so that it can be copied into a mail.
/// </summary>
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
        var document = "";
        foreach (var row in rows)
        {
            if (row.Scenario != scenario)
            {
                scenario = row.Scenario;
                document = Document(row.Source);
                table.Add(document.Length > 0 ? $"{scenario}  ({document})" : scenario);
            }

            var build = (row.Build ?? "-").Split('+');

            table.Add(
                row.IsAsExpected ? "  " : "!!",
                row.Claim,
                document.Length > 0 && Document(row.Source) == document ? row.Source[document.Length..] : row.Source,
                build[0],
                row.Expected,
                row.Found,
                Figures.Count(row.Schedules),
                Figures.Seconds(row.ElapsedSeconds));
            foreach (var mutation in build.Skip(1))
            {
                table.Add($"{Indent}+ {mutation}");
            }

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

    /// <summary>The document of a source like <c>003_1234.txt#5</c>; empty if it names no place in one.</summary>
    private static string Document(string source) => source[..Math.Max(source.IndexOf('#', StringComparison.Ordinal), 0)];

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
