using System.Globalization;

namespace RaceSim.Scenarios.Sketches.Expressions;

/// <summary>Parses a C-like expression into postfix order by precedence climbing; nothing is nested but parentheses and signs.</summary>
internal sealed class ExpressionParser
{
    private const int MaximumDepth = 64;

    private readonly TokenStream _tokens;
    private readonly List<ExpressionElement> _elements = [];
    private readonly List<ExpressionLeaf> _leaves = [];
    private int _nested;
    private int _height;
    private int _depth;

    private ExpressionParser(TokenStream tokens) => _tokens = tokens;

    /// <summary>Parses the longest expression that begins at the present word.</summary>
    public static ParsedExpression Parse(TokenStream tokens)
    {
        var parser = new ExpressionParser(tokens);
        var start = tokens.Current.Offset;
        parser.Binary(1);
        var text = tokens.Node.Value[start..tokens.Current.Offset].TrimEnd();
        return new ParsedExpression(tokens.Node, text, parser._elements, parser._leaves, parser._depth);
    }

    private void Binary(int least)
    {
        Unary();
        while (_tokens.Current.Kind == TokenKind.Operator)
        {
            var (precedence, op) = Known(_tokens.Current.Text);
            if (precedence < least || precedence == 0)
            {
                return;
            }

            _tokens.Take();
            var jump = _elements.Count;
            if (op is ExpressionOperator.AndThen or ExpressionOperator.OrElse)
            {
                Emit(op, -1);
                Binary(precedence + 1);
                Emit(ExpressionOperator.Truth, 0);
                _elements[jump] = new ExpressionElement(op, _elements.Count);
            }
            else
            {
                Binary(precedence + 1);
                Emit(op, -1);
            }
        }
    }

    private void Unary()
    {
        if (++_nested > MaximumDepth)
        {
            throw _tokens.Error($"an expression nested deeper than {MaximumDepth} levels", _tokens.Current);
        }

        var token = _tokens.Current;
        if (_tokens.TryTake("-"))
        {
            if (_tokens.Current.Kind == TokenKind.Number)
            {
                Leaf(new ExpressionLeaf(null, Number(_tokens.Take(), negative: true), token.Offset));
            }
            else
            {
                Unary();
                Emit(ExpressionOperator.Negate, 0);
            }
        }
        else if (_tokens.TryTake("!"))
        {
            Unary();
            Emit(ExpressionOperator.Not, 0);
        }
        else if (_tokens.TryTake("("))
        {
            Binary(1);
            _tokens.Expect(")");
        }
        else if (token.Kind == TokenKind.Number)
        {
            Leaf(new ExpressionLeaf(null, Number(_tokens.Take(), negative: false), token.Offset));
        }
        else if (token.Kind == TokenKind.Name)
        {
            _tokens.Take();
            if (_tokens.Current.Is("("))
            {
                throw _tokens.Error(
                    SketchNames.IsReserved(token.Text)
                        ? $"'{token.Text}(...)' inside an expression; expected a statement of its own, 'register = {token.Text}(...)'"
                        : $"unknown operation '{token.Text}'{NearestName.Hint(token.Text, ["fetch_add", "xchg", "cmpxchg", "choose", "trylock"])}",
                    token);
            }

            Leaf(new ExpressionLeaf(token.Text, 0, token.Offset));
        }
        else if (token.Is("="))
        {
            throw _tokens.Error("a single '=' inside an expression; did you mean '=='?", token);
        }
        else
        {
            throw _tokens.Unexpected("a name, a number, or '('");
        }

        _nested--;
    }

    private void Leaf(ExpressionLeaf leaf)
    {
        Emit(ExpressionOperator.Slot, 1, _leaves.Count);
        _leaves.Add(leaf);
    }

    private void Emit(ExpressionOperator op, int growth, int argument = 0)
    {
        _elements.Add(new ExpressionElement(op, argument));
        _height += growth;
        _depth = Math.Max(_depth, _height);
    }

    private long Number(Token token, bool negative)
    {
        var isHexadecimal = token.Text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        var digits = isHexadecimal ? token.Text.AsSpan(2) : token.Text;
        var style = isHexadecimal ? NumberStyles.AllowHexSpecifier : NumberStyles.None;
        var most = negative ? 1UL << 63 : long.MaxValue;
        if (!ulong.TryParse(digits, style, CultureInfo.InvariantCulture, out var value))
        {
            var isNumber = !isHexadecimal && token.Text.All(char.IsAsciiDigit);
            throw _tokens.Error(isNumber ? "a number that does not fit in 64 bits" : $"'{token.Text}' is neither a number nor a name", token);
        }

        if (value > most)
        {
            throw _tokens.Error("a number that does not fit in 64 bits", token);
        }

        return negative ? unchecked(-(long)value) : (long)value;
    }

    private static (int Precedence, ExpressionOperator Operator) Known(string text) => text switch
    {
        "||" => (1, ExpressionOperator.OrElse),
        "&&" => (2, ExpressionOperator.AndThen),
        "==" => (3, ExpressionOperator.Equal),
        "!=" => (3, ExpressionOperator.NotEqual),
        "<" => (4, ExpressionOperator.Less),
        "<=" => (4, ExpressionOperator.LessOrEqual),
        ">" => (4, ExpressionOperator.Greater),
        ">=" => (4, ExpressionOperator.GreaterOrEqual),
        "+" => (5, ExpressionOperator.Add),
        "-" => (5, ExpressionOperator.Subtract),
        "*" => (6, ExpressionOperator.Multiply),
        "/" => (6, ExpressionOperator.Divide),
        "%" => (6, ExpressionOperator.Remainder),
        _ => (0, ExpressionOperator.Not),
    };
}
