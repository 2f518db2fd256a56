using System.Globalization;
using System.Text;
using System.Text.Json;

namespace RaceSim.Exploration;

/// <summary>
/// A trace as a JSON document with everything a replay can check:
/// <code>{"schema":"racesim-trace","version":1,"scenario":"fork-vs-zap","build":"linux-6.12","digest":"1a2b3c4d5e6f",
/// "violation":"I1","actors":[0,0,1],"values":[0,2,0],"fingerprints":["00000000000000a1","...","..."]}</code>
/// <c>build</c> and <c>violation</c> may be null; the three arrays have one entry a step, except that <c>fingerprints</c> may be empty. A fourth,
/// <c>labels</c>, says in words what each step was, and may be missing.
/// Members of other names are ignored.
/// </summary>
public static class TraceJson
{
    private const string Schema = "racesim-trace";

    /// <summary>Writes <paramref name="trace"/> as indented JSON that ends without a line feed.</summary>
    /// <exception cref="TraceFormatException">The trace has no scenario, no usable digest or too many steps.</exception>
    public static string Format(Trace trace)
    {
        trace.Validate();
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
            Write(json, trace);
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <summary>Writes <paramref name="trace"/> as an object into a larger document.</summary>
    public static void Write(Utf8JsonWriter json, Trace trace)
    {
        json.WriteStartObject();
        json.WriteString("schema", Schema);
        json.WriteNumber("version", Trace.Version);
        json.WriteString("scenario", trace.Scenario);
        json.WriteString("build", trace.Build);
        json.WriteString("digest", trace.Digest);
        json.WriteString("violation", trace.Violation);
        json.WriteStartArray("actors");
        foreach (var decision in trace.Schedule.Decisions)
            json.WriteNumberValue(decision.Actor);
        json.WriteEndArray();
        json.WriteStartArray("values");
        foreach (var decision in trace.Schedule.Decisions)
            json.WriteNumberValue(decision.Value);
        json.WriteEndArray();
        json.WriteStartArray("fingerprints");
        foreach (var fingerprint in trace.Schedule.Fingerprints)
            json.WriteStringValue(fingerprint.ToString("x16", CultureInfo.InvariantCulture));
        json.WriteEndArray();
        if (trace.Labels.Count > 0)
        {
            json.WriteStartArray("labels");
            foreach (var label in trace.Labels)
                json.WriteStringValue(label);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    /// <summary>Reads a document.</summary>
    /// <exception cref="TraceFormatException">The text is no JSON, no trace, of an unknown version or incomplete.</exception>
    public static Trace Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return Read(document.RootElement);
        }
        catch (JsonException e)
        {
            var where = e.LineNumber is null ? "" : $" at line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}";
            throw new TraceFormatException($"not a trace: no valid JSON{where}", e);
        }
        catch (InvalidOperationException e)
        {
            // The document reader lets half a surrogate pair through and complains when the text is asked for.
            throw new TraceFormatException("not a trace: a text in it is no valid Unicode", e);
        }
    }

    private static Trace Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("schema", out var schema)
            || schema.ValueKind != JsonValueKind.String || !schema.ValueEquals(Schema))
        {
            throw new TraceFormatException($"not a trace: no member 'schema' with the value '{Schema}'");
        }

        var version = Number(Member(root, "version", JsonValueKind.Number), "version", int.MaxValue);
        if (version != Trace.Version)
            throw new TraceFormatException($"trace version {version} is unknown; this racesim reads version {Trace.Version}");

        var trace = new Trace
        {
            Scenario = Member(root, "scenario", JsonValueKind.String).GetString()!,
            Build = OptionalText(root, "build"),
            Digest = Member(root, "digest", JsonValueKind.String).GetString()!,
            Violation = OptionalText(root, "violation"),
            Schedule = ReadSchedule(root),
            Labels = ReadLabels(root),
        };
        trace.Validate();
        return trace;
    }

    private static List<string> ReadLabels(JsonElement root)
    {
        var labels = new List<string>();
        if (!root.TryGetProperty("labels", out _))
            return labels;
        foreach (var label in Member(root, "labels", JsonValueKind.Array).EnumerateArray())
            labels.Add(label.ValueKind == JsonValueKind.String ? label.GetString()! : throw WrongKind("labels", JsonValueKind.Array));
        return labels;
    }

    private static Schedule ReadSchedule(JsonElement root)
    {
        var actors = Member(root, "actors", JsonValueKind.Array);
        var values = Member(root, "values", JsonValueKind.Array);
        var fingerprints = Member(root, "fingerprints", JsonValueKind.Array);
        var steps = actors.GetArrayLength();
        if (values.GetArrayLength() != steps)
            throw new TraceFormatException($"'values' has {values.GetArrayLength()} entries but 'actors' has {steps}");
        if (fingerprints.GetArrayLength() != 0 && fingerprints.GetArrayLength() != steps)
            throw new TraceFormatException($"'fingerprints' has {fingerprints.GetArrayLength()} entries but 'actors' has {steps}");

        var schedule = new Schedule();
        using var value = values.EnumerateArray();
        foreach (var actor in actors.EnumerateArray())
        {
            value.MoveNext();
            schedule.Add(Number(actor, "actors", 63), Number(value.Current, "values", int.MaxValue));
        }

        foreach (var fingerprint in fingerprints.EnumerateArray())
            schedule.AddFingerprint(Hexadecimal(fingerprint));
        return schedule;
    }

    private static JsonElement Member(JsonElement root, string name, JsonValueKind kind)
    {
        if (!root.TryGetProperty(name, out var member))
            throw new TraceFormatException($"the trace has no member '{name}'");
        return member.ValueKind == kind ? member : throw WrongKind(name, kind);
    }

    private static string? OptionalText(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out var member) || member.ValueKind == JsonValueKind.Null)
            return null;
        return member.ValueKind == JsonValueKind.String ? member.GetString() : throw WrongKind(name, JsonValueKind.String);
    }

    private static int Number(JsonElement element, string name, int greatest) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var number) && number >= 0 && number <= greatest
            ? number
            : throw new TraceFormatException($"'{name}' has {element.GetRawText()} where a whole number from 0 to {greatest} is expected");

    private static ulong Hexadecimal(JsonElement element) =>
        element.ValueKind == JsonValueKind.String
        && ulong.TryParse(element.GetString(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new TraceFormatException($"'fingerprints' has {element.GetRawText()} where a string of hexadecimal digits is expected");

    private static TraceFormatException WrongKind(string name, JsonValueKind kind) =>
        new($"'{name}' is not {(kind == JsonValueKind.Array ? "an array" : $"a {kind.ToString().ToLowerInvariant()}")}");
}
