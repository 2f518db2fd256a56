using RaceSim.Scenarios.Yaml;

namespace RaceSim.Scenarios.Sketches.Expressions;

/// <summary>The words of one YAML scalar, one after the other.</summary>
internal sealed class TokenStream
{
    private const string CommaAdvice =
        "; YAML splits at a comma inside [ ]: write the list in block style, one '- statement' a line, or put the statement in quotes";

    private readonly string _text;
    private int _position;

    /// <summary>Splits a scalar.</summary>
    public TokenStream(YamlNode node)
    {
        Node = node;
        _text = node.Value;
        Current = Read();
    }

    /// <summary>The scalar.</summary>
    public YamlNode Node { get; }

    /// <summary>The present word.</summary>
    public Token Current { get; private set; }

    /// <summary>Takes the present word.</summary>
    public Token Take()
    {
        var taken = Current;
        Current = Read();
        return taken;
    }

    /// <summary>Takes the present word if it is this mark or operator.</summary>
    public bool TryTake(string text)
    {
        if (!Current.Is(text))
        {
            return false;
        }

        Take();
        return true;
    }

    /// <summary>Takes this mark, which must come now.</summary>
    public void Expect(string text)
    {
        if (!TryTake(text))
        {
            throw Unexpected($"'{text}'");
        }
    }

    /// <summary>Takes a name, which must come now.</summary>
    public Token ExpectName(string what) => Current.Kind == TokenKind.Name ? Take() : throw Unexpected(what);

    /// <summary>Complains about anything left.</summary>
    public void ExpectEnd()
    {
        if (Current.Kind != TokenKind.End)
        {
            throw Unexpected("an operator or the end");
        }
    }

    /// <summary>The error that the present word is not what must come now.</summary>
    public InputException Unexpected(string expected)
    {
        var isCut = Node.IsFlow && Current.Kind == TokenKind.End && _text.Contains('(', StringComparison.Ordinal);
        return Error($"expected {expected}, found {Current.Described}{(isCut ? CommaAdvice : "")}", Current);
    }

    /// <summary>An error at a word.</summary>
    public InputException Error(string message, Token at) => Node.Error(message, at.Offset);

    private Token Read()
    {
        while (_position < _text.Length && char.IsWhiteSpace(_text[_position]))
        {
            _position++;
        }

        var start = _position;
        if (start == _text.Length)
        {
            return new Token(TokenKind.End, "", start);
        }

        var first = _text[start];
        if (IsNameStart(first))
        {
            return Rest(TokenKind.Name, c => IsNamePart(c) || c == '.');
        }

        if (char.IsAsciiDigit(first))
        {
            return Rest(TokenKind.Number, IsNamePart);
        }

        var two = start + 1 < _text.Length ? _text.Substring(start, 2) : "";
        if (two is "==" or "!=" or "<=" or ">=" or "&&" or "||")
        {
            _position += 2;
            return new Token(TokenKind.Operator, two, start);
        }

        _position++;
        return first switch
        {
            '+' or '-' or '*' or '/' or '%' or '<' or '>' or '!' => new Token(TokenKind.Operator, first.ToString(), start),
            '(' or ')' or ',' or '=' => new Token(TokenKind.Mark, first.ToString(), start),
            '&' or '|' => throw Node.Error($"unknown operator '{first}'; did you mean '{first}{first}'?", start),
            _ => throw Node.Error($"unexpected character {Shown(first)}; expected a name, a number, or an operator", start),
        };
    }

    private Token Rest(TokenKind kind, Func<char, bool> belongs)
    {
        var start = _position;
        while (_position < _text.Length && belongs(_text[_position]))
        {
            _position++;
        }

        return new Token(kind, _text[start.._position], start);
    }

    private static bool IsNameStart(char c) => char.IsAsciiLetter(c) || c == '_';

    private static bool IsNamePart(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    private static string Shown(char c) => c is > ' ' and <= '~' ? $"'{c}'" : $"U+{(int)c:X4}";
}
