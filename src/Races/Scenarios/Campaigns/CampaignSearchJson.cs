using System.Text.Json;
using RaceSim.Exploration;
using RaceSim.Kernel.Cpus;
using RaceSim.Scenarios.Measures;
using RaceSim.Scenarios.Searching;
using RaceSim.Steps;

namespace RaceSim.Scenarios.Campaigns;

/// <summary>The progress of a search as a member of a checkpoint.</summary>
internal static class CampaignSearchJson
{
    /// <summary>Writes it; null for none.</summary>
    public static void Write(Utf8JsonWriter json, SearchProgress? progress)
    {
        if (progress is null)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        json.WriteNumber("done", progress.Done);
        json.WriteStartArray("groups");
        foreach (var (group, tally) in progress.Groups)
        {
            json.WriteStartObject();
            json.WriteString("group", group);
            WriteTally(json, tally);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("needed");
        foreach (var group in progress.Needed)
        {
            json.WriteStringValue(group);
        }

        json.WriteEndArray();
        json.WriteStartArray("pending");
        foreach (var (group, path) in progress.Pending)
        {
            json.WriteStartArray();
            json.WriteStringValue(group);
            json.WriteStringValue(DecisionText.Format(path));
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Reads it; null for none.</summary>
    public static SearchProgress? Read(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        var progress = new SearchProgress
        {
            Done = json.GetProperty("done").GetInt64(),
            Pending = [.. json.GetProperty("pending").EnumerateArray().Select(p => new PendingPart(p[0].GetString()!, DecisionText.Parse(p[1].GetString()!)))],
        };
        foreach (var group in json.GetProperty("groups").EnumerateArray())
        {
            progress.Groups.Add(group.GetProperty("group").GetString()!, ReadTally(group));
        }

        progress.Needed.UnionWith(json.GetProperty("needed").EnumerateArray().Select(n => n.GetString()!));
        return progress;
    }

    private static void WriteTally(Utf8JsonWriter json, SearchTally tally)
    {
        json.WriteNumber("executions", tally.Executions);
        json.WriteNumber("blocked", tally.Blocked);
        json.WriteNumber("steps", tally.Steps);
        json.WriteNumber("stepBoundHits", tally.StepBoundHits);
        json.WriteBoolean("wasCut", tally.WasCut);
        OutcomeJson.Write(json, tally.Outcomes);
        json.WriteStartArray("metrics");
        foreach (var (metric, least, greatest) in tally.Metrics)
        {
            json.WriteStartArray();
            json.WriteStringValue(metric.ToString());
            json.WriteNumberValue(least);
            json.WriteNumberValue(greatest);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteStartArray("violations");
        foreach (var found in tally.FoundById)
        {
            json.WriteStartArray();
            json.WriteStringValue(found.Violation.Invariant);
            json.WriteStringValue(found.Violation.Message);
            json.WriteStringValue(DecisionText.Format(found.Schedule));
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteStartArray("witnesses");
        foreach (var (bit, schedule) in tally.Witnesses)
        {
            json.WriteStartArray();
            json.WriteNumberValue(bit);
            json.WriteStringValue(DecisionText.Format(schedule));
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static SearchTally ReadTally(JsonElement json)
    {
        var outcomes = json.GetProperty("outcomes");
        var tally = new SearchTally(outcomes.GetProperty("width").GetInt32())
        {
            Executions = json.GetProperty("executions").GetInt64(),
            Blocked = json.GetProperty("blocked").GetInt64(),
            Steps = json.GetProperty("steps").GetInt64(),
            StepBoundHits = json.GetProperty("stepBoundHits").GetInt64(),
            WasCut = json.GetProperty("wasCut").GetBoolean(),
        };
        OutcomeJson.Read(outcomes, tally.Outcomes);
        tally.AddMetrics([.. json.GetProperty("metrics").EnumerateArray().Select(m => new MetricRange(Enum.Parse<Metric>(m[0].GetString()!), m[1].GetInt64(), m[2].GetInt64()))]);
        foreach (var v in json.GetProperty("violations").EnumerateArray())
        {
            tally.AddViolation(new FoundSchedule(new Violation(v[0].GetString()!, v[1].GetString()!), DecisionText.ParseSchedule(v[2].GetString()!)));
        }

        foreach (var w in json.GetProperty("witnesses").EnumerateArray())
        {
            tally.AddWitness(w[0].GetInt32(), DecisionText.ParseSchedule(w[1].GetString()!));
        }

        return tally;
    }
}
