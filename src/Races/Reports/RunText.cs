using System.Globalization;
using System.Text;
using RaceSim.Exploration;
using RaceSim.Scenarios;

namespace RaceSim.Reports;

/// <summary>What a verification or an exploration found, in a few lines.</summary>
public static class RunText
{
    private const int MostOutcomes = 16;
    private const int WidestOutcome = 96;
    private const int Width = 98;

    /// <summary>Renders a report.</summary>
    /// <param name="report">The report.</param>
    /// <param name="noun">What is counted: <c>execution</c> or <c>schedule</c>.</param>
    /// <param name="elapsedSeconds">How long it took.</param>
    /// <param name="comparison">One line that compares it with what the scenario's file expects; empty for none.</param>
    /// <param name="replayOptions">What a replay needs beside the trace, with a blank before it; empty for nothing.</param>
    public static string Render(RunReport report, string noun, double elapsedSeconds, string comparison, string replayOptions = "")
    {
        var text = new StringBuilder();
        text.Append($"{report.Scenario}{(report.Build is null ? "" : $" on {report.Build}")}: {Word(report.Verdict)}\n");
        foreach (var line in Wrapping.Lines(report.Sentence, Width))
        {
            text.Append($"  {line}\n");
        }

        text.Append($"  {Figures.Count(report.Executions, noun)}, {Figures.Count(report.Steps, "step")}, {Figures.Seconds(elapsedSeconds)}");
        text.Append(report.Blocked > 0 ? $", {Figures.Count(report.Blocked)} given up as redundant" : "");
        text.Append(report.StepBoundHits > 0 ? $", {Figures.Count(report.StepBoundHits)} cut at the step bound" : "");
        text.Append(report.Complete ? ", the space is exhausted\n" : "\n");
        CampaignText.Append(text, report.Campaign);
        EstimateText.Append(text, report);
        StatisticsText.Append(text, report);
        Outcomes(text, report);
        if (report.Reached.Count > 0)
        {
            text.Append($"  reached: {string.Join(", ", report.Reached)}\n");
        }

        if (MetricText.Line(report.Metrics) is { Length: > 0 } costs)
        {
            text.Append($"  costs an execution: {costs}\n");
        }

        foreach (var found in report.Violations)
        {
            // The sentence above says of the first one what was seen.
            text.Append($"  {found.Violation.Invariant} breaks after step {found.Step}");
            text.Append(found == report.Violations[0] ? "\n" : $": {found.Violation.Message}\n");
            if (found.Minimal is { } minimal)
            {
                text.Append($"    {MinimalText.Sentence(minimal)}\n");
            }

            text.Append($"    racesim replay '{TraceLine.Format(found.Trace)}'{replayOptions}\n");
        }

        if (comparison.Length > 0)
        {
            text.Append($"  {comparison}\n");
        }

        return text.ToString();
    }

    /// <summary>The verdict in the word that all forms of a report use.</summary>
    public static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Violated => "violated",
        Verdict.Proved => "proved",
        Verdict.Bounded => "bounded",
        Verdict.Vacuous => "vacuous",
        _ => "unknown",
    };

    private static void Outcomes(StringBuilder text, RunReport report)
    {
        if (report.Outcomes.Count == 0)
        {
            return;
        }

        text.Append($"  {Figures.Count(report.Outcomes.Count, "distinct final state")}");
        var states = report.Outcomes.Select(o => State(report.OutcomeNames, o)).ToList();
        if (states.Count > MostOutcomes || states.Exists(s => s.Length > WidestOutcome))
        {
            text.Append(" (--json lists them)\n");
            return;
        }

        text.Append(":\n");
        states.ForEach(s => text.Append($"    {s}\n"));
    }

    private static string State(IReadOnlyList<string> names, IReadOnlyList<long> values) =>
        string.Join(' ', names.Select((name, i) => $"{name}={values[i].ToString(CultureInfo.InvariantCulture)}"));
}
