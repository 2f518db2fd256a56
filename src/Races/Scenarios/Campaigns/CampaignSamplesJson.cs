using System.Buffers.Binary;
using System.Text.Json;
using RaceSim.Exploration;
using RaceSim.Steps;

namespace RaceSim.Scenarios.Campaigns;

/// <summary>The schedules of a sampling as a member of a checkpoint.</summary>
internal static class CampaignSamplesJson
{
    // A class: its hash, the lowest schedule, their number. There are too many for words.
    private const int ClassBytes = 24;

    /// <summary>Writes them; null for none.</summary>
    public static void Write(Utf8JsonWriter json, SampleRecord? record)
    {
        if (record is null)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        json.WriteNumber("schedules", record.Schedules);
        json.WriteNumber("steps", record.Steps);
        json.WriteNumber("stepBoundHits", record.StepBoundHits);
        json.WriteNumber("longest", record.Longest);
        OutcomeJson.Write(json, record.Outcomes);
        json.WriteStartArray("findings");
        foreach (var finding in record.Findings)
        {
            json.WriteStartArray();
            json.WriteNumberValue(finding.Execution);
            json.WriteStringValue(finding.Violation.Invariant);
            json.WriteStringValue(finding.Violation.Message);
            json.WriteStringValue(DecisionText.Format(finding.Schedule));
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteStartArray("reached");
        foreach (var (bit, index) in record.FirstToReach)
        {
            json.WriteStartArray();
            json.WriteNumberValue(bit);
            json.WriteNumberValue(index);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        WriteCensus(json, record.Census);
        json.WriteEndObject();
    }

    /// <summary>Reads them; null for none.</summary>
    public static SampleRecord? Read(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        var outcomes = json.GetProperty("outcomes");
        var record = new SampleRecord(outcomes.GetProperty("width").GetInt32())
        {
            Schedules = json.GetProperty("schedules").GetInt64(),
            Steps = json.GetProperty("steps").GetInt64(),
            StepBoundHits = json.GetProperty("stepBoundHits").GetInt64(),
            Longest = json.GetProperty("longest").GetInt32(),
        };
        OutcomeJson.Read(outcomes, record.Outcomes);
        foreach (var f in json.GetProperty("findings").EnumerateArray())
        {
            record.AddFinding(f[0].GetInt64(), new Violation(f[1].GetString()!, f[2].GetString()!), DecisionText.ParseSchedule(f[3].GetString()!));
        }

        foreach (var r in json.GetProperty("reached").EnumerateArray())
        {
            record.AddReached(r[0].GetInt32(), r[1].GetInt64());
        }

        ReadCensus(json, record.Census);
        return record;
    }

    private static void WriteCensus(Utf8JsonWriter json, SampleCensus census)
    {
        var bytes = new byte[census.Classes.Count * ClassBytes];
        var rest = bytes.AsSpan();
        foreach (var (hash, (first, count)) in census.Classes.OrderBy(c => c.Key))
        {
            BinaryPrimitives.WriteUInt64LittleEndian(rest, hash);
            BinaryPrimitives.WriteInt64LittleEndian(rest[8..], first);
            BinaryPrimitives.WriteInt64LittleEndian(rest[16..], count);
            rest = rest[ClassBytes..];
        }

        json.WriteBase64String("classes", bytes);
        json.WriteStartArray("pairs");
        foreach (var (pair, first) in census.Pairs)
        {
            json.WriteStartArray();
            json.WriteNumberValue(first);
            WritePlace(json, pair.FirstActor, pair.First);
            WritePlace(json, pair.ThenActor, pair.Then);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static void ReadCensus(JsonElement json, SampleCensus census)
    {
        var bytes = json.GetProperty("classes").GetBytesFromBase64();
        for (var rest = bytes.AsSpan(); rest.Length > 0; rest = rest[ClassBytes..])
        {
            census.AddClass(
                BinaryPrimitives.ReadUInt64LittleEndian(rest), BinaryPrimitives.ReadInt64LittleEndian(rest[8..]), BinaryPrimitives.ReadInt64LittleEndian(rest[16..]));
        }

        foreach (var p in json.GetProperty("pairs").EnumerateArray())
        {
            var (firstActor, first) = ReadPlace(p[1]);
            var (thenActor, then) = ReadPlace(p[2]);
            census.AddPair(new AccessPair(firstActor, first, thenActor, then), p[0].GetInt64());
        }
    }

    private static void WritePlace(Utf8JsonWriter json, int actor, SourceLabel label)
    {
        json.WriteStartArray();
        json.WriteNumberValue(actor);
        json.WriteStringValue(label.Member);
        json.WriteNumberValue(label.Line);
        json.WriteEndArray();
    }

    private static (int Actor, SourceLabel Label) ReadPlace(JsonElement json) => (json[0].GetInt32(), new SourceLabel(json[1].GetString(), json[2].GetInt32()));
}
