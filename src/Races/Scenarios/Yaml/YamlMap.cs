namespace RaceSim.Scenarios.Yaml;

/// <summary>
/// A map of known keys. It notes which keys a reader asks for; <see cref="Finish"/> then complains about any other, with the nearest
/// of those asked for.
/// </summary>
public sealed class YamlMap
{
    private readonly Dictionary<string, YamlEntry> _entries = new(StringComparer.Ordinal);
    private readonly List<string> _known = [];

    /// <summary>Wraps a map.</summary>
    public YamlMap(YamlNode node)
    {
        Node = node;
        foreach (var entry in node.Entries)
        {
            _entries[entry.Key.Value] = entry;
        }
    }

    /// <summary>The map's node.</summary>
    public YamlNode Node { get; }

    /// <summary>The keys in the file's order.</summary>
    public IEnumerable<string> Keys => Node.Entries.Select(e => e.Key.Value);

    /// <summary>Whether a key is present. Does not make it known.</summary>
    public bool Has(string key) => _entries.ContainsKey(key);

    /// <summary>The value of a key that may be absent.</summary>
    public YamlNode? Optional(string key)
    {
        if (!_known.Contains(key))
        {
            _known.Add(key);
        }

        return _entries.TryGetValue(key, out var entry) ? entry.Value : null;
    }

    /// <summary>The value of a key that must be there.</summary>
    /// <param name="key">The key.</param>
    /// <param name="what">What the map is, for the error: <c>a sketch</c>.</param>
    public YamlNode Required(string key, string what)
    {
        if (Optional(key) is { } value)
        {
            return value;
        }

        foreach (var entry in Node.Entries)
        {
            if (!_known.Contains(entry.Key.Value) && NearestName.Of(entry.Key.Value, [key]) is not null)
            {
                throw Unknown(entry.Key);
            }
        }

        throw Node.Error($"{what} needs the key '{key}'");
    }

    /// <summary>The text of a key that must be there.</summary>
    public string Text(string key, string what) => Required(key, what).AsText($"a text after '{key}:'");

    /// <summary>The text of a key that may be absent or empty.</summary>
    public string OptionalText(string key, string otherwise = "") =>
        Optional(key) is { IsMissing: false } value ? value.AsText($"a text after '{key}:'") : otherwise;

    /// <summary>The integer of a key that may be absent.</summary>
    public long Integer(string key, long otherwise, long least = long.MinValue, long most = long.MaxValue) =>
        Optional(key) is { } value ? value.AsInteger($"'{key}'", least, most) : otherwise;

    /// <summary>The truth value of a key that may be absent.</summary>
    public bool Boolean(string key, bool otherwise) => Optional(key) is { } value ? value.AsBoolean($"'{key}'") : otherwise;

    /// <summary>The list of a key that may be absent.</summary>
    public IReadOnlyList<YamlNode> List(string key) => Optional(key)?.AsList($"'{key}'") ?? [];

    /// <summary>The map of a key that may be absent.</summary>
    public YamlMap? Map(string key) => Optional(key)?.AsMap($"'{key}'");

    /// <summary>The texts of a key that may be absent, hold one text or a list of them.</summary>
    public IReadOnlyList<string> Texts(string key) =>
        [.. (Optional(key)?.AsOneOrMore() ?? []).Select(item => item.AsText($"a text in '{key}'"))];

    /// <summary>Complains about the first key that no reader has asked for.</summary>
    public void Finish()
    {
        foreach (var entry in Node.Entries)
        {
            if (!_known.Contains(entry.Key.Value))
            {
                throw Unknown(entry.Key);
            }
        }
    }

    private InputException Unknown(YamlNode key) =>
        key.Error($"unknown key '{YamlNode.Shortened(key.Value)}'{NearestName.Hint(key.Value, _known)}");
}
