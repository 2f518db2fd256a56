using System.Text;
using RaceSim.Exploration;
using RaceSim.Scenarios;
using RaceSim.Scenarios.Gates;

namespace RaceSim.Reports.Gates;

/// <summary>A gate's rows as Markdown, for the page of a CI job.</summary>
public static class GateSummary
{
    /// <summary>Renders the summary: what did not pass first, with its trace, then everything as a table.</summary>
    public static string Render(string gate, IReadOnlyList<GateRow> rows)
    {
        var text = new StringBuilder();
        text.Append($"## {Escaped(gate)}: {GateText.Summary(rows)["gate ".Length..]}\n\n");
        foreach (var row in rows.Where(r => r.Outcome != GateOutcome.Passed))
        {
            text.Append($"- **{Escaped(row.Name)}**: {Escaped(GateText.Found(row))}: {Escaped(row.Sentence)}");
            text.Append(row.Trace is null ? "\n" : $"\n\n      racesim replay '{TraceLine.Format(row.Trace)}'\n\n");
        }

        text.Append("\n| | scenario | build | expected | verdict | schedules | seconds |\n|---|---|---|---|---|---:|---:|\n");
        foreach (var row in rows)
        {
            text.Append($"| {GateText.Mark(row.Outcome)} | {Escaped(row.Scenario.Name)} | {Escaped(row.Build ?? "-")} | {Escaped(row.Expected)} | {Escaped(GateText.Found(row))} ");
            text.Append($"| {Figures.Count(row.Schedules)} | {Figures.Seconds(row.ElapsedSeconds)[..^2]} |\n");
        }

        Samples(text, rows);
        return text.ToString();
    }

    // What was not proved says how far it was looked at.
    private static void Samples(StringBuilder text, IReadOnlyList<GateRow> rows)
    {
        var bounded = rows.Where(r => r is { Outcome: GateOutcome.Passed, Verdict: Verdict.Bounded }).ToList();
        if (bounded.Count > 0)
        {
            text.Append("\nNot proved:\n\n");
            foreach (var row in bounded)
            {
                text.Append($"- {Escaped(row.Name)}: {Escaped(row.Sentence)}\n");
            }
        }
    }

    // Names come from users' files: none of them may become markup.
    private static string Escaped(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            escaped.Append(c switch
            {
                '<' => "&lt;",
                '>' => "&gt;",
                '&' => "&amp;",
                '|' or '*' or '_' or '`' or '[' or ']' or '\\' => $"\\{c}",
                '\n' or '\r' => " ",
                _ => c.ToString(),
            });
        }

        return escaped.ToString();
    }
}
