using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using RaceSim.Exploration;
using RaceSim.Scenarios.Gates;
using RaceSim.Scenarios.Invariants;

namespace RaceSim.Reports.Gates;

/// <summary>
/// What a gate found as SARIF 2.1.0: a result a row that did not pass, and one, suppressed, for each known violation. Located at the line of the scenario's file that
/// states the expectation, and, as a related location, at the kernel path's line whose step broke the invariant.
/// </summary>
public static class GateSarif
{
    private const string Schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
    private const string Catalogue = "src/Races/Scenarios/Catalogue/";
    private const string NoVerdict = "no-verdict";
    private const string Gone = "expected-violation-gone";

    /// <summary>Renders the log.</summary>
    /// <param name="version">The tool's version.</param>
    /// <param name="rows">The gate's rows.</param>
    public static string Render(string version, IReadOnlyList<GateRow> rows)
    {
        var told = rows.Where(r => r.Outcome != GateOutcome.Passed || r.IsKnown).ToList();
        var rules = told.Select(Rule).Distinct().Order(StringComparer.Ordinal).ToList();
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("$schema", Schema);
            json.WriteString("version", "2.1.0");
            json.WriteStartArray("runs");
            json.WriteStartObject();
            Tool(json, version, rules);
            json.WriteStartArray("results");
            foreach (var row in told)
            {
                Result(json, row, rules);
            }

            json.WriteEndArray();
            json.WriteString("columnKind", "utf16CodeUnits");
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static string Rule(GateRow row) =>
        row.Outcome == GateOutcome.NoVerdict ? NoVerdict : row.Violation?.Invariant ?? Gone;

    private static string Described(string rule) => rule switch
    {
        NoVerdict => "The budget ended or nothing was tested.",
        Gone => "A violation or an event that was announced did not appear.",
        _ => InvariantCatalogue.Find(rule)?.Sentence ?? "A check of the scenario is broken.",
    };

    private static void Tool(Utf8JsonWriter json, string version, List<string> rules)
    {
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", "racesim");
        json.WriteString("semanticVersion", version);
        json.WriteStartArray("rules");
        foreach (var rule in rules)
        {
            json.WriteStartObject();
            json.WriteString("id", rule);
            Text(json, "shortDescription", Described(rule));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Result(Utf8JsonWriter json, GateRow row, List<string> rules)
    {
        var rule = Rule(row);
        json.WriteStartObject();
        json.WriteString("ruleId", rule);
        json.WriteNumber("ruleIndex", rules.IndexOf(rule));
        json.WriteString("level", row.Outcome switch { GateOutcome.Failed => "error", GateOutcome.NoVerdict => "warning", _ => "note" });
        Text(json, "message", $"{row.Name}: {row.Sentence}");
        json.WriteStartArray("locations");
        Location(json, row.Scenario.File, row.Line, null);
        json.WriteEndArray();
        if (row.At is { Line: > 0 } at && (row.Scenario.IsSketch ? row.Scenario.File : KernelSource.FileOf(at.Member)) is { } file)
        {
            json.WriteStartArray("relatedLocations");
            Location(json, file, at.Line, KernelName.Of(at, row.Scenario.IsSketch));
            json.WriteEndArray();
        }

        json.WriteStartObject("partialFingerprints");
        json.WriteString("racesimRow/v1", row.Name);
        json.WriteEndObject();
        if (row.IsKnown && row.Outcome == GateOutcome.Passed)
        {
            json.WriteStartArray("suppressions");
            json.WriteStartObject();
            json.WriteString("kind", "external");
            json.WriteString("justification", "listed as known in the gate's file");
            json.WriteEndObject();
            json.WriteEndArray();
        }

        if (row.Trace is not null)
        {
            json.WriteStartObject("properties");
            json.WriteString("trace", TraceLine.Format(row.Trace));
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Location(Utf8JsonWriter json, string file, int line, string? function)
    {
        // The catalogue's files are named from their own folder; a user's as the user named them.
        var path = file.Replace('\\', '/');
        var isEmbedded = Scenarios.ScenarioCatalogue.Entries.Any(e => e.File == path);
        json.WriteStartObject();
        json.WriteStartObject("physicalLocation");
        json.WriteStartObject("artifactLocation");
        json.WriteString("uri", Uri(isEmbedded ? Catalogue + path : path));
        json.WriteEndObject();
        json.WriteStartObject("region");
        json.WriteNumber("startLine", line);
        json.WriteEndObject();
        json.WriteEndObject();
        if (function is not null)
        {
            json.WriteStartArray("logicalLocations");
            json.WriteStartObject();
            json.WriteString("name", function);
            json.WriteString("kind", "function");
            json.WriteEndObject();
            json.WriteEndArray();
            Text(json, "message", $"the step that broke it: {function}");
        }

        json.WriteEndObject();
    }

    private static string Uri(string path) => string.Join('/', path.Split('/').Select(System.Uri.EscapeDataString));

    private static void Text(Utf8JsonWriter json, string name, string text)
    {
        json.WriteStartObject(name);
        json.WriteString("text", text);
        json.WriteEndObject();
    }
}
