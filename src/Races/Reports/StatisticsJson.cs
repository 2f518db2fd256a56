using System.Text.Json;
using RaceSim.Scenarios;
using RaceSim.Steps;

namespace RaceSim.Reports;

/// <summary>The statistics of a run as members of its JSON object; <c>null</c> where there are none.</summary>
internal static class StatisticsJson
{
    /// <summary>Adds <c>estimate</c>.</summary>
    public static void Estimate(Utf8JsonWriter json, RunReport report)
    {
        if (report.Estimate is not { } e)
        {
            json.WriteNull("estimate");
            return;
        }

        json.WriteStartObject("estimate");
        JsonReport.Figure(json, "executions", e.Classes);
        JsonReport.Figure(json, "executionsError", e.ClassesError);
        JsonReport.Figure(json, "schedules", e.Schedules);
        JsonReport.Figure(json, "schedulesError", e.SchedulesError);
        json.WriteNumber("samples", e.Samples);
        JsonReport.Figure(json, "done", EstimateText.Done(e, report.Executions));
        json.WriteEndObject();
    }

    /// <summary>Adds <c>pct</c> and <c>statistics</c>.</summary>
    public static void Samples(Utf8JsonWriter json, RunReport report)
    {
        Pct(json, report.Pct);
        if (report.Statistics is not { } s)
        {
            json.WriteNull("statistics");
            return;
        }

        json.WriteStartObject("statistics");
        json.WriteNumber("schedules", s.Schedules);
        json.WriteNumber("classes", s.Classes);
        json.WriteStartObject("unseen");
        JsonReport.Figure(json, "share", s.Unseen.Share);
        JsonReport.Figure(json, "low", s.Unseen.Low);
        JsonReport.Figure(json, "high", s.Unseen.High);
        json.WriteEndObject();
        json.WriteStartArray("curve");
        foreach (var (schedules, classes) in s.Curve)
        {
            json.WriteStartObject();
            json.WriteNumber("schedules", schedules);
            json.WriteNumber("classes", classes);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("conflictingPairs", s.Pairs);
        json.WriteNumber("reversedPairs", s.Reversed);
        json.WriteStartArray("neverReversed");
        foreach (var pair in s.NeverReversed)
        {
            json.WriteStartObject();
            Place(json, "first", report, pair.FirstActor, pair.First);
            Place(json, "then", report, pair.ThenActor, pair.Then);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Pct(Utf8JsonWriter json, PctBound? bound)
    {
        if (bound is null)
        {
            json.WriteNull("pct");
            return;
        }

        json.WriteStartObject("pct");
        json.WriteNumber("depth", bound.Depth);
        json.WriteNumber("actors", bound.Actors);
        json.WriteNumber("steps", bound.Steps);
        json.WriteNumber("perSchedule", bound.PerSchedule);
        json.WriteNumber("missed", bound.Missed);
        json.WriteEndObject();
    }

    private static void Place(Utf8JsonWriter json, string name, RunReport report, int actor, SourceLabel label)
    {
        json.WriteStartObject(name);
        json.WriteString("actor", report.Actors[actor]);
        json.WriteString("where", KernelName.Of(label, report.Build is null));
        json.WriteEndObject();
    }
}
