using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace RaceSim.Scenarios.Yaml;

/// <summary>
/// Reads one YAML document into <see cref="YamlNode"/>s. Works on the parser's events and not on the library's object model, which recurses
/// without a limit; refuses what a scenario never needs (anchors, tags, several documents) instead of guessing.
/// </summary>
public sealed class YamlDocumentReader
{
    /// <summary>The longest text accepted, in characters.</summary>
    public const int MaximumLength = 4 << 20;

    private const int MaximumDepth = 64;

    private readonly string _file;
    private readonly string _text;
    private readonly IParser _parser;
    private readonly Stack<(char Bracket, Mark At)> _open = new(); // The flow brackets around the present event.

    private YamlDocumentReader(string text, string file)
    {
        _text = text;
        _file = file;
        _parser = new Parser(new Scanner(new StringReader(text), skipComments: true));
    }

    /// <summary>Reads the single document of a file.</summary>
    /// <exception cref="InputException">It is not YAML, or more than a scenario may hold.</exception>
    public static YamlNode Read(string text, string file)
    {
        if (text.Length > MaximumLength)
        {
            throw new InputException($"the file has {text.Length} characters; expected at most {MaximumLength}", file);
        }

        return text.Contains('\0', StringComparison.Ordinal)
            ? throw new InputException("a zero character: this is not a text file", file)
            : new YamlDocumentReader(text, file).Document();
    }

    private YamlNode Document()
    {
        Next();
        if (Next() is not DocumentStart)
        {
            throw new InputException("the file is empty; expected 'scenario: NAME' and more", _file);
        }

        Next();
        var root = Node(depth: 0, inFlow: false);
        Next();
        return Next() is DocumentStart second
            ? throw Error("a second document; expected one scenario a file", second.Start)
            : root;
    }

    private YamlNode Node(int depth, bool inFlow)
    {
        var start = Current.Start;
        if (depth > MaximumDepth)
        {
            throw Error($"nested deeper than {MaximumDepth} levels", start);
        }

        if (Current is AnchorAlias or NodeEvent { Anchor.IsEmpty: false })
        {
            throw Error("anchors (&) and aliases (*) are not supported; write the value out, or put the text in quotes", start);
        }

        if (Current is NodeEvent { Tag.IsEmpty: false })
        {
            throw Error("YAML takes a value that begins with '!' for a tag; put it in quotes", start);
        }

        return Current switch
        {
            Scalar scalar => Scalar(scalar, inFlow),
            SequenceStart list => List(list, depth),
            MappingStart map => Map(map, depth),
            _ => throw Error("expected a value", start),
        };
    }

    private YamlNode Scalar(Scalar scalar, bool inFlow)
    {
        var (start, end) = (scalar.Start, scalar.End);
        var exactFrom = scalar.Style switch
        {
            ScalarStyle.Plain when start.Line == end.Line => 0,
            ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted when end.Index - start.Index - 2 == scalar.Value.Length => 1,
            _ => -1,
        };
        return new YamlNode(YamlKind.Scalar, _file, (int)start.Line, (int)start.Column, inFlow, scalar.Value, exactFrom);
    }

    private YamlNode List(SequenceStart start, int depth)
    {
        var isFlow = start.Style == SequenceStyle.Flow;
        var node = new YamlNode(YamlKind.List, _file, (int)start.Start.Line, (int)start.Start.Column, isFlow);
        var items = new List<YamlNode>();
        Open(isFlow, '[', start.Start);
        while (Next() is not SequenceEnd)
        {
            items.Add(Node(depth + 1, isFlow));
        }

        Close(isFlow);
        node.Items = items;
        return node;
    }

    private YamlNode Map(MappingStart start, int depth)
    {
        var isFlow = start.Style == MappingStyle.Flow;
        var node = new YamlNode(YamlKind.Map, _file, (int)start.Start.Line, (int)start.Start.Column, isFlow);
        var entries = new List<YamlEntry>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        Open(isFlow, '{', start.Start);
        while (Next() is not MappingEnd)
        {
            var key = Node(depth + 1, isFlow);
            if (key.Kind != YamlKind.Scalar || key.Value.Length == 0)
            {
                throw key.Error($"expected a key, one name, found {key.Described}");
            }

            if (!lines.TryAdd(key.Value, key.Line))
            {
                throw key.Error($"the key '{YamlNode.Shortened(key.Value)}' is there twice, first in line {lines[key.Value]}");
            }

            Next();
            entries.Add(new YamlEntry(key, Node(depth + 1, isFlow)));
        }

        Close(isFlow);
        node.Entries = entries;
        return node;
    }

    private void Open(bool isFlow, char bracket, Mark at)
    {
        if (isFlow)
        {
            _open.Push((bracket, at));
        }
    }

    private void Close(bool isFlow)
    {
        if (isFlow)
        {
            _open.Pop();
        }
    }

    private ParsingEvent Current => _parser.Current!;

    private ParsingEvent Next()
    {
        try
        {
            return _parser.MoveNext() ? Current : throw new InputException("the file ends too early", _file);
        }
        catch (YamlException e)
        {
            throw Malformed(e);
        }
        catch (Exception e) when (e is not InputException and not OutOfMemoryException)
        {
            // The library's own checks on input it did not foresee; its words are of no use, and the last place it got to is the best there is.
            var at = _parser.Current?.End ?? new Mark(0, 1, 1);
            throw Error(
                _open.TryPeek(out var open)
                    ? $"malformed YAML after this: the '{open.Bracket}' of line {open.At.Line}, column {open.At.Column} is not closed"
                    : "malformed YAML after this: expected 'key: value', an item of a list, or the end",
                at);
        }
    }

    private InputException Malformed(YamlException e)
    {
        var at = e.Start;
        var index = (int)Math.Min(at.Index, _text.Length);
        var hint = index < _text.Length ? _text[index] : ' ';
        hint = e.Message.Contains(" tag", StringComparison.Ordinal) ? '!' : hint;
        var advice = hint is '!' or '%' or '@' or '`' or '&' or '*' ? $"; put a value that begins with '{hint}' in quotes" : "";
        return Error($"malformed YAML: {FirstLine(e.Message)}{advice}", at);
    }

    private InputException Error(string message, Mark at) => new(message, _file, (int)Math.Max(1, at.Line), (int)Math.Max(1, at.Column));

    private static string FirstLine(string message)
    {
        var text = message.ReplaceLineEndings(" ").TrimEnd('.', ' ');
        return text.Length == 0 ? "unreadable" : char.ToLowerInvariant(text[0]) + text[1..];
    }
}
