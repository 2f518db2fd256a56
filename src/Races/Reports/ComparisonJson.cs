using System.Text.Json;
using RaceSim.Exploration;
using RaceSim.Scenarios.Differences;
using RaceSim.Scenarios.Measures;

namespace RaceSim.Reports;

/// <summary>The JSON object of a comparison, and the members that costs have everywhere. The shapes are documented in <c>docs/json.md</c>.</summary>
public static class ComparisonJson
{
    /// <summary>A comparison of two builds.</summary>
    public static string Render(ComparisonReport report, double elapsedSeconds) => JsonReport.Object("diff", json =>
    {
        json.WriteString("scenario", report.Scenario);
        json.WriteString("view", report.View == StateView.Core ? "core" : "full");
        json.WriteString("verdict", ComparisonText.Word(report.Verdict));
        json.WriteString("sentence", report.Sentence);
        JsonReport.Array(json, "builds", [report.First, report.Second], side => Side(json, side));
        JsonReport.Array(json, "onlyFirst", report.OnlyFirst, outcome => Outcome(json, outcome));
        JsonReport.Array(json, "onlySecond", report.OnlySecond, outcome => Outcome(json, outcome));
        JsonReport.Seconds(json, elapsedSeconds);
    });

    /// <summary>The member <c>metrics</c>: an object with <c>min</c> and <c>max</c> for each metric; empty if nothing was measured.</summary>
    internal static void Metrics(Utf8JsonWriter json, IReadOnlyList<MetricRange> ranges)
    {
        json.WriteStartObject("metrics");
        foreach (var range in ranges)
        {
            json.WriteStartObject(JsonNamingPolicy.CamelCase.ConvertName(range.Metric.ToString()));
            json.WriteNumber("min", range.Least);
            json.WriteNumber("max", range.Greatest);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Side(Utf8JsonWriter json, BuildOutcomes side)
    {
        json.WriteString("build", side.Build);
        json.WriteBoolean("complete", side.IsComplete);
        json.WriteNumber("executions", side.Executions);
        json.WriteNumber("stepBoundHits", side.StepBoundHits);
        json.WriteNumber("outcomes", side.Outcomes);
        Metrics(json, side.Metrics);
    }

    private static void Outcome(Utf8JsonWriter json, LoneOutcome outcome)
    {
        json.WriteString("trace", TraceLine.Format(outcome.Trace));
        JsonReport.Array(json, "differences", outcome.Differences, difference =>
        {
            json.WriteString("field", difference.Name);
            json.WriteString("here", difference.Here);
            json.WriteString("there", difference.There);
        });
        json.WriteStartObject("state");
        foreach (var field in outcome.Fields)
        {
            json.WriteString(field.Name, field.Value);
        }

        json.WriteEndObject();
    }
}
