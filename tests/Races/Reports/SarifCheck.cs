using System.Text.Json;

namespace RaceSim.Tests.Races.Reports;

/// <summary>
/// What SARIF 2.1.0 (OASIS, errata 01) asks of the objects that <c>racesim gate</c> writes: which members each must have and may have, of what type, and which values. The schema closes every object but
/// property bags, so a member that is not named here is an error.
/// </summary>
internal static class SarifCheck
{
    // A member's kind: an object by its name, "[x]" a list of x, "a|b|c" one of these texts; '!' in front: it must be there.
    private static readonly Dictionary<string, Dictionary<string, string>> Objects = new()
    {
        ["log"] = new() { ["$schema"] = "uri", ["version"] = "!2.1.0", ["runs"] = "![run]" },
        ["run"] = new() { ["tool"] = "!tool", ["results"] = "[result]", ["columnKind"] = "utf16CodeUnits|unicodeCodePoints" },
        ["tool"] = new() { ["driver"] = "!component" },
        ["component"] = new() { ["name"] = "!text", ["semanticVersion"] = "text", ["informationUri"] = "uri", ["rules"] = "[rule]" },
        ["rule"] = new() { ["id"] = "!text", ["shortDescription"] = "message" },
        ["result"] = new()
        {
            ["ruleId"] = "text",
            ["ruleIndex"] = "number",
            ["level"] = "none|note|warning|error",
            ["message"] = "!message",
            ["locations"] = "[location]",
            ["relatedLocations"] = "[location]",
            ["partialFingerprints"] = "bag",
            ["suppressions"] = "[suppression]",
            ["properties"] = "bag",
        },
        ["message"] = new() { ["text"] = "!text" },
        ["location"] = new() { ["physicalLocation"] = "place", ["logicalLocations"] = "[function]", ["message"] = "message" },
        ["place"] = new() { ["artifactLocation"] = "!artifact", ["region"] = "region" },
        ["artifact"] = new() { ["uri"] = "!uri" },
        ["region"] = new() { ["startLine"] = "!line" },
        ["function"] = new() { ["name"] = "text", ["kind"] = "text" },
        ["suppression"] = new() { ["kind"] = "!inSource|external", ["justification"] = "text" },
    };

    /// <summary>What is wrong with a log, each with the path to it; nothing if it is valid.</summary>
    public static List<string> Faults(string log)
    {
        var faults = new List<string>();
        var root = JsonDocument.Parse(log).RootElement;
        Check(root, "log", "$", faults);
        if (faults.Count == 0)
        {
            CheckRules(root, faults);
        }

        return faults;
    }

    private static void CheckRules(JsonElement root, List<string> faults)
    {
        foreach (var run in root.GetProperty("runs").EnumerateArray())
        {
            var rules = run.GetProperty("tool").GetProperty("driver").GetProperty("rules").EnumerateArray().Select(r => r.GetProperty("id").GetString()).ToList();
            if (rules.Distinct().Count() != rules.Count)
            {
                faults.Add("rules: an id twice");
            }

            faults.AddRange(run.GetProperty("results").EnumerateArray()
                .Where(r => r.GetProperty("ruleIndex").GetInt32() is var index && (index < 0 || index >= rules.Count || rules[index] != r.GetProperty("ruleId").GetString()))
                .Select(r => $"results: ruleIndex {r.GetProperty("ruleIndex")} is not {r.GetProperty("ruleId")}"));
        }
    }

    private static void Check(JsonElement value, string kind, string path, List<string> faults)
    {
        if (Objects.TryGetValue(kind, out var members))
        {
            CheckObject(value, members, path, faults);
        }
        else if (kind.StartsWith('['))
        {
            var items = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().ToList() : null;
            foreach (var (item, index) in (items ?? []).Select((item, index) => (item, index)))
            {
                Check(item, kind[1..^1], $"{path}[{index}]", faults);
            }

            Expect(items is not null, path, kind, faults);
        }
        else
        {
            Expect(IsLeaf(value, kind), path, kind, faults);
        }
    }

    private static void CheckObject(JsonElement value, Dictionary<string, string> members, string path, List<string> faults)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            faults.Add($"{path}: no object");
            return;
        }

        var present = value.EnumerateObject().Select(m => m.Name).ToList();
        faults.AddRange(members.Where(m => m.Value.StartsWith('!') && !present.Contains(m.Key)).Select(m => $"{path}: lacks {m.Key}"));
        faults.AddRange(present.Where(m => !members.ContainsKey(m)).Select(m => $"{path}: unknown {m}"));
        foreach (var member in value.EnumerateObject().Where(m => members.ContainsKey(m.Name)))
        {
            Check(member.Value, members[member.Name].TrimStart('!'), $"{path}.{member.Name}", faults);
        }
    }

    private static bool IsLeaf(JsonElement value, string kind) => kind switch
    {
        "text" => value.ValueKind == JsonValueKind.String && value.GetString()!.Length > 0,
        "uri" => value.ValueKind == JsonValueKind.String && Uri.IsWellFormedUriString(value.GetString(), UriKind.RelativeOrAbsolute),
        "number" => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= -1,
        "line" => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var line) && line >= 1,
        "bag" => value.ValueKind == JsonValueKind.Object && value.EnumerateObject().All(m => m.Value.ValueKind == JsonValueKind.String),
        _ => value.ValueKind == JsonValueKind.String && kind.Split('|').Contains(value.GetString()),
    };

    private static void Expect(bool holds, string path, string kind, List<string> faults)
    {
        if (!holds)
        {
            faults.Add($"{path}: no {kind}");
        }
    }
}
