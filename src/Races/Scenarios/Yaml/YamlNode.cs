using System.Globalization;

namespace RaceSim.Scenarios.Yaml;

/// <summary>A YAML value with its place in the file, so that every error can point at the offending token.</summary>
public sealed class YamlNode
{
    private readonly int _exactFrom;

    internal YamlNode(YamlKind kind, string file, int line, int column, bool isFlow, string text = "", int exactFrom = -1)
    {
        Kind = kind;
        File = file;
        Line = line;
        Column = column;
        IsFlow = isFlow;
        Value = text;
        _exactFrom = exactFrom;
    }

    /// <summary>What kind of value it is.</summary>
    public YamlKind Kind { get; }

    /// <summary>The file, as the user named it.</summary>
    public string File { get; }

    /// <summary>One-based line of its first character.</summary>
    public int Line { get; }

    /// <summary>One-based column of its first character.</summary>
    public int Column { get; }

    /// <summary>For a list or a map, whether it is written with brackets; for a scalar, whether the list or map around it is.</summary>
    public bool IsFlow { get; }

    /// <summary>A scalar's text; empty for the others.</summary>
    public string Value { get; }

    /// <summary>A list's items; empty for the others.</summary>
    public IReadOnlyList<YamlNode> Items { get; internal set; } = [];

    /// <summary>A map's entries in the file's order; empty for the others.</summary>
    public IReadOnlyList<YamlEntry> Entries { get; internal set; } = [];

    /// <summary>Whether a value is missing (<c>key:</c> and nothing more).</summary>
    public bool IsMissing => Kind == YamlKind.Scalar && Value.Length == 0;

    /// <summary>The error that points at this value, or at a character of its text.</summary>
    /// <param name="message">What is wrong and what was expected.</param>
    /// <param name="offset">Index into <see cref="Value"/>.</param>
    public InputException Error(string message, int offset = 0) =>
        new(message, File, Line, _exactFrom < 0 ? Column : Column + _exactFrom + offset);

    /// <summary>The text of a scalar that is not empty.</summary>
    /// <param name="expected">What belongs here, for the error: <c>the scenario's name</c>.</param>
    public string AsText(string expected)
    {
        if (Kind != YamlKind.Scalar || Value.Length == 0)
        {
            throw Error($"expected {expected}, found {Described}");
        }

        return Value;
    }

    /// <summary>The value of an integer, decimal or hexadecimal.</summary>
    /// <param name="expected">What belongs here, for the error.</param>
    /// <param name="least">The smallest value allowed.</param>
    /// <param name="most">The largest value allowed.</param>
    public long AsInteger(string expected, long least = long.MinValue, long most = long.MaxValue)
    {
        if (Kind != YamlKind.Scalar || !TryParseInteger(Value, out var value))
        {
            throw Error($"expected {expected}, an integer, found {Described}");
        }

        if (value < least || value > most)
        {
            throw Error($"expected {expected} from {least} to {most}, found {value}");
        }

        return value;
    }

    /// <summary>True or false.</summary>
    /// <param name="expected">What belongs here, for the error.</param>
    public bool AsBoolean(string expected) => Value switch
    {
        "true" => true,
        "false" => false,
        _ => throw Error($"expected {expected}, true or false, found {Described}"),
    };

    /// <summary>The items of a list.</summary>
    /// <param name="expected">What belongs here, for the error.</param>
    public IReadOnlyList<YamlNode> AsList(string expected) =>
        Kind == YamlKind.List ? Items : throw Error($"expected {expected}, a list, found {Described}");

    /// <summary>The items of a list, or a single value as a list of one; nothing gives an empty list.</summary>
    public IReadOnlyList<YamlNode> AsOneOrMore() => Kind == YamlKind.List ? Items : IsMissing ? [] : [this];

    /// <summary>The entries of a map, with the keys' names taken as they come.</summary>
    /// <param name="expected">What belongs here, for the error.</param>
    public IReadOnlyList<YamlEntry> AsEntries(string expected) =>
        Kind == YamlKind.Map ? Entries : throw Error($"expected {expected}, a map of names to values, found {Described}");

    /// <summary>A map of known keys.</summary>
    /// <param name="expected">What belongs here, for the error.</param>
    public YamlMap AsMap(string expected)
    {
        AsEntries(expected);
        return new YamlMap(this);
    }

    /// <summary>What stands here, for an error.</summary>
    public string Described => Kind switch
    {
        YamlKind.List => "a list",
        YamlKind.Map => "a map",
        _ when Value.Length == 0 => "nothing",
        _ => $"'{Shortened(Value)}'",
    };

    /// <summary>A text cut to a length that fits an error message, on one line.</summary>
    public static string Shortened(string text)
    {
        var line = string.Create(Math.Min(text.Length, 40), text, (span, t) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = char.IsControl(t[i]) || char.IsSurrogate(t[i]) ? ' ' : t[i];
            }
        });
        return text.Length > 40 ? line + "..." : line;
    }

    private static bool TryParseInteger(string text, out long value)
    {
        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            return long.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
        }

        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }
}
