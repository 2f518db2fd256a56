using System.Text;
using RaceSim.Exploration;
using RaceSim.Scenarios.Gates;

namespace RaceSim.Reports.Gates;

/// <summary>A gate's rows, one line each, and the line that sums them up.</summary>
public static class GateText
{
    /// <summary>Renders all rows and the summary.</summary>
    public static string Render(IReadOnlyList<GateRow> rows)
    {
        var text = new StringBuilder();
        var table = new TextTable(false, false, false, false, true, true);
        foreach (var row in rows)
        {
            table.Add(
                Mark(row.Outcome),
                row.Build is null ? row.Scenario.Name : $"{row.Scenario.Name}@{row.Build}",
                row.Expected,
                Found(row),
                Figures.Count(row.Schedules),
                Figures.Seconds(row.ElapsedSeconds));
            if (row.Outcome != GateOutcome.Passed)
            {
                table.Add($"      {row.Sentence}");
                if (row.Trace is not null)
                {
                    table.Add($"      {TraceLine.Format(row.Trace)}");
                }
            }
        }

        table.Render(text);
        return text.Append(Summary(rows)).Append('\n').ToString();
    }

    /// <summary>The one line that says how it ended.</summary>
    public static string Summary(IReadOnlyList<GateRow> rows)
    {
        var (passed, failed, open) = Counts(rows);
        var word = failed > 0 ? "FAILED" : open > 0 || rows.Count == 0 ? "NO VERDICT" : "PASSED";
        return $"gate {word}: {Figures.Count(rows.Count, "row")}, {passed} passed, {failed} failed, {open} without a verdict";
    }

    /// <summary>The rows of each outcome.</summary>
    internal static (int Passed, int Failed, int Open) Counts(IReadOnlyList<GateRow> rows) =>
        (rows.Count(r => r.Outcome == GateOutcome.Passed), rows.Count(r => r.Outcome == GateOutcome.Failed), rows.Count(r => r.Outcome == GateOutcome.NoVerdict));

    /// <summary>The verdict, and what broke if something did: <c>violated I15</c>.</summary>
    internal static string Found(GateRow row) =>
        RunText.Word(row.Verdict) + (row.Violation is { } broken ? $" {broken.Invariant}" : "") + (row.StepBoundHits > 0 ? $", {Figures.Count(row.StepBoundHits)} cut" : "");

    /// <summary>The outcome in a word.</summary>
    internal static string Mark(GateOutcome outcome) => outcome switch
    {
        GateOutcome.Passed => "pass",
        GateOutcome.Failed => "FAIL",
        _ => "open",
    };
}
