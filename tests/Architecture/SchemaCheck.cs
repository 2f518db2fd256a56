using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using RaceSim.Scenarios.Yaml;

namespace RaceSim.Tests.Architecture;

/// <summary>
/// Checks a YAML value against the part of JSON Schema that <c>docs/schema/scenario.schema.json</c> uses. An unknown keyword is an error, so that the
/// schema cannot outgrow the check unseen.
/// </summary>
internal sealed class SchemaCheck(JsonElement root)
{
    private static readonly HashSet<string> Ignored = ["$schema", "title", "description", "$defs", "then", "else"];

    /// <summary>What is wrong; empty if nothing is.</summary>
    public List<string> Check(YamlNode node) => Check(node, root, "", []);

    private List<string> Check(YamlNode node, JsonElement schema, string at, HashSet<string> evaluated)
    {
        var faults = new List<string>();
        foreach (var keyword in schema.EnumerateObject().OrderBy(k => k.Name == "unevaluatedProperties" ? 1 : 0))
        {
            if (!Ignored.Contains(keyword.Name))
            {
                faults.AddRange(One(node, schema, keyword.Name, keyword.Value, at, evaluated));
            }
        }

        return faults;
    }

    private IEnumerable<string> One(YamlNode node, JsonElement schema, string keyword, JsonElement value, string at, HashSet<string> evaluated) => keyword switch
    {
        "$ref" => Check(node, Resolve(value.GetString()!), at, evaluated),
        "allOf" => value.EnumerateArray().SelectMany(s => Check(node, s, at, evaluated)),
        "oneOf" => value.EnumerateArray().Count(s => Check(node, s, at, []).Count == 0) == 1 ? [] : Fault(at, "matches none or several of oneOf"),
        "not" => Check(node, value, at, []).Count > 0 ? [] : Fault(at, "matches what it must not"),
        "if" => Check(node, schema.GetProperty(Check(node, value, at, []).Count == 0 ? "then" : "else"), at, evaluated),
        "type" => Types(value).Any(t => Is(node, t)) ? [] : Fault(at, $"is no {value}"),
        "enum" => value.EnumerateArray().Any(v => v.GetString() == node.Value) ? [] : Fault(at, $"'{node.Value}' is not in the enumeration"),
        "const" => value.GetString() == node.Value ? [] : Fault(at, $"is not '{value}'"),
        "pattern" => Regex.IsMatch(node.Value, value.GetString()!) ? [] : Fault(at, $"'{node.Value}' does not match {value}"),
        "minLength" => node.Value.Length >= value.GetInt32() ? [] : Fault(at, "is too short"),
        "maxLength" => node.Value.Length <= value.GetInt32() ? [] : Fault(at, "is too long"),
        "minimum" => Integer(node) is not { } i || i >= value.GetInt64() ? [] : Fault(at, "is too small"),
        "maximum" => Integer(node) is not { } i || i <= value.GetInt64() ? [] : Fault(at, "is too large"),
        "items" => node.Items.SelectMany((n, i) => Check(n, value, $"{at}[{i}]", [])),
        "minItems" => node.Kind != YamlKind.List || node.Items.Count >= value.GetInt32() ? [] : Fault(at, "has too few items"),
        "maxItems" => node.Items.Count <= value.GetInt32() ? [] : Fault(at, "has too many items"),
        "uniqueItems" => node.Items.DistinctBy(n => n.Value).Count() == node.Items.Count ? [] : Fault(at, "has an item twice"),
        "minProperties" => node.Kind != YamlKind.Map || node.Entries.Count >= value.GetInt32() ? [] : Fault(at, "has too few members"),
        "maxProperties" => node.Entries.Count <= value.GetInt32() ? [] : Fault(at, "has too many members"),
        "propertyNames" => node.Entries.SelectMany(e => Check(e.Key, value, $"{at}.{e.Key.Value}", [])),
        "required" => value.EnumerateArray().Where(r => node.Entries.All(e => e.Key.Value != r.GetString())).Select(r => $"{at}: lacks '{r}'"),
        "properties" => Properties(node, value, at, evaluated),
        "additionalProperties" => Additional(node, schema, value, at),
        "unevaluatedProperties" => node.Entries.Where(e => !evaluated.Contains(e.Key.Value)).Select(e => $"{at}: unknown key '{e.Key.Value}'"),
        _ => throw new NotSupportedException($"the check does not know the keyword '{keyword}'"),
    };

    private IEnumerable<string> Properties(YamlNode node, JsonElement properties, string at, HashSet<string> evaluated)
    {
        foreach (var entry in node.Entries)
        {
            if (properties.TryGetProperty(entry.Key.Value, out var schema))
            {
                evaluated.Add(entry.Key.Value);
                foreach (var fault in Check(entry.Value, schema, $"{at}.{entry.Key.Value}", []))
                {
                    yield return fault;
                }
            }
        }
    }

    private IEnumerable<string> Additional(YamlNode node, JsonElement schema, JsonElement additional, string at) =>
        node.Entries
            .Where(e => !(schema.TryGetProperty("properties", out var known) && known.TryGetProperty(e.Key.Value, out _)))
            .SelectMany(e => additional.ValueKind == JsonValueKind.False
                ? Fault(at, $"unknown key '{e.Key.Value}'")
                : Check(e.Value, additional, $"{at}.{e.Key.Value}", []));

    private JsonElement Resolve(string reference) => root.GetProperty("$defs").GetProperty(reference["#/$defs/".Length..]);

    private static IEnumerable<string> Fault(string at, string what) => [$"{at}: {what}"];

    private static IEnumerable<string?> Types(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(v => v.GetString()) : [value.GetString()];

    // YAML's plain scalars have no type of their own here: a number may stand where a text is expected.
    private static bool Is(YamlNode node, string? type) => type switch
    {
        "object" => node.Kind == YamlKind.Map,
        "array" => node.Kind == YamlKind.List,
        "integer" => Integer(node) is not null,
        "boolean" => node.Value is "true" or "false",
        "null" => node.IsMissing,
        _ => node.Kind == YamlKind.Scalar,
    };

    private static long? Integer(YamlNode node) =>
        node.Kind == YamlKind.Scalar && long.TryParse(node.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null;
}
