using System.Text;
using RaceSim.Exploration;
using RaceSim.Scenarios.Differences;
using RaceSim.Scenarios.Measures;

namespace RaceSim.Reports;

/// <summary>How two builds compare, in a few lines: the verdict, then each outcome that only one of them has, with a trace.</summary>
public static class ComparisonText
{
    private const int MostOutcomes = 5;
    private const int MostDifferences = 12;
    private const int Width = 98;

    /// <summary>Renders a report.</summary>
    /// <param name="report">The report.</param>
    /// <param name="elapsedSeconds">How long it took.</param>
    /// <param name="replayOptions">What a replay needs beside the trace, with a blank before it; empty for nothing.</param>
    public static string Render(ComparisonReport report, double elapsedSeconds, string replayOptions = "")
    {
        var text = new StringBuilder();
        text.Append($"{report.Scenario}, {report.First.Build} against {report.Second.Build}{(report.View == StateView.Core ? ", core-visible state" : "")}: {Word(report.Verdict)}\n");
        foreach (var line in Wrapping.Lines(report.Sentence, Width))
        {
            text.Append($"  {line}\n");
        }

        Side(text, report.First);
        Side(text, report.Second);
        text.Append($"  {Figures.Seconds(elapsedSeconds)}\n");
        Lone(text, report.First.Build, report.Second.Build, report.OnlyFirst, replayOptions);
        Lone(text, report.Second.Build, report.First.Build, report.OnlySecond, replayOptions);
        Costs(text, report);
        return text.ToString();
    }

    /// <summary>The verdict in the word that all forms of a report use.</summary>
    public static string Word(ComparisonVerdict verdict) => verdict.ToString().ToLowerInvariant();

    private static void Side(StringBuilder text, BuildOutcomes side) =>
        text.Append($"  {side.Build}: {Figures.Count(side.Outcomes, "outcome")} of {Figures.Count(side.Executions, "execution")}")
            .Append(side.IsComplete ? ", the space is exhausted\n" : ", the space is NOT exhausted\n");

    private static void Lone(StringBuilder text, string build, string other, IReadOnlyList<LoneOutcome> outcomes, string replayOptions)
    {
        if (outcomes.Count == 0)
        {
            return;
        }

        text.Append($"\nwhat {build} can do and {other} cannot (beside the nearest outcome of {other})\n");
        foreach (var outcome in outcomes.Take(MostOutcomes))
        {
            var table = new TextTable(false, false, false);
            foreach (var difference in outcome.Differences.Take(MostDifferences))
            {
                table.Add(difference.Name, difference.Here, $"there: {difference.There}");
            }

            table.Render(text, "    ");
            text.Append(outcome.Differences.Count > MostDifferences ? $"    and {Figures.Count(outcome.Differences.Count - MostDifferences)} more differences\n" : "");
            text.Append($"  racesim replay '{TraceLine.Format(outcome.Trace)}'{replayOptions}\n");
        }

        text.Append(outcomes.Count > MostOutcomes ? $"  and {Figures.Count(outcomes.Count - MostOutcomes, "more outcome")} (--json lists them)\n" : "");
    }

    private static void Costs(StringBuilder text, ComparisonReport report)
    {
        if (report.First.Metrics.Count == 0 || report.Second.Metrics.Count == 0)
        {
            return;
        }

        text.Append("\ncosts of an execution, not compared\n");
        MetricText.Table(text, [(report.First.Build, report.First.Metrics), (report.Second.Build, report.Second.Metrics)]);
    }
}
