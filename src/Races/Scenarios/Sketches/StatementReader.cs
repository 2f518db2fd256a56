using RaceSim.Scenarios.Sketches.Expressions;
using RaceSim.Scenarios.Yaml;

namespace RaceSim.Scenarios.Sketches;

/// <summary>Reads the statements of one thread and notes the registers they assign.</summary>
internal sealed class StatementReader
{
    /// <summary>The largest number of repetitions, and of values to choose from.</summary>
    public const int MaximumCount = 1_000_000;

    private readonly SketchNames _names;
    private readonly List<string> _registers = [];

    /// <summary>Creates the reader of one thread.</summary>
    public StatementReader(SketchNames names) => _names = names;

    /// <summary>The registers assigned so far, in the order of their first assignment.</summary>
    public IReadOnlyList<string> Registers => _registers;

    /// <summary>Reads a list of statements.</summary>
    public IReadOnlyList<Statement> Read(YamlNode node, string expected)
    {
        var statements = new List<Statement>();
        foreach (var item in node.AsList(expected))
        {
            statements.Add(item.Kind == YamlKind.Map ? Block(item) : Simple(item));
        }

        return statements;
    }

    private Statement Block(YamlNode node)
    {
        var map = node.AsMap("a block");
        var statement = map switch
        {
            _ when map.Has("if") => If(node, map),
            _ when map.Has("repeat") => Repeat(node, map),
            _ when map.Has("while") => While(node, map),
            _ => throw NoBlock(map),
        };
        map.Finish();
        return statement;
    }

    private static InputException NoBlock(YamlMap map)
    {
        if (map.Node.Entries.Count == 0)
        {
            return map.Node.Error("an empty block; expected 'if', 'repeat' or 'while'");
        }

        var key = map.Node.Entries[0].Key;
        return key.Error($"unknown block '{YamlNode.Shortened(key.Value)}'{NearestName.Hint(key.Value, ["if", "repeat", "while"])}");
    }

    private Statement If(YamlNode node, YamlMap map) => new(StatementKind.If, node)
    {
        Value = Condition(map.Required("if", "an if block")),
        Body = Read(map.Required("then", "an if block"), "statements after 'then:'"),
        Otherwise = map.Optional("else") is { } otherwise ? Read(otherwise, "statements after 'else:'") : [],
    };

    private Statement Repeat(YamlNode node, YamlMap map) => new(StatementKind.Repeat, node)
    {
        Count = (int)map.Required("repeat", "a repeat block").AsInteger("a number of repetitions", 0, MaximumCount),
        Body = Read(map.Required("do", "a repeat block"), "statements after 'do:'"),
    };

    private Statement While(YamlNode node, YamlMap map) => new(StatementKind.While, node)
    {
        Value = Condition(map.Required("while", "a while block")),
        Body = Read(map.Required("do", "a while block"), "statements after 'do:'"),
    };

    private static ParsedExpression Condition(YamlNode node)
    {
        node.AsText("a condition");
        var tokens = new TokenStream(node);
        var condition = ExpressionParser.Parse(tokens);
        tokens.ExpectEnd();
        return condition;
    }

    private Statement Simple(YamlNode node)
    {
        node.AsText("a statement");
        var tokens = new TokenStream(node);
        var first = tokens.ExpectName("a statement");
        var statement = first.Text switch
        {
            "lock" => new Statement(StatementKind.Lock, node) { Place = LockArgument(tokens) },
            "unlock" => new Statement(StatementKind.Unlock, node) { Place = LockArgument(tokens) },
            "mb" => new Statement(StatementKind.FullBarrier, node),
            "wmb" => new Statement(StatementKind.WriteBarrier, node),
            "rmb" => new Statement(StatementKind.ReadBarrier, node),
            "store_release" => StoreRelease(tokens),
            "assert" => new Statement(StatementKind.Assert, node) { Value = ExpressionParser.Parse(tokens) },
            _ => Assignment(tokens, first),
        };
        tokens.ExpectEnd();
        return statement;
    }

    private Statement Assignment(TokenStream tokens, Token target)
    {
        var node = tokens.Node;
        if (SketchNames.IsReserved(target.Text))
        {
            var isBlock = target.Text is "if" or "then" or "else" or "repeat" or "do" or "while";
            var expected = isBlock ? $"a block '{{ {target.Text}: ... }}'" : $"'register = {target.Text}(...)'";
            throw tokens.Error($"'{target.Text}' does not begin a statement; expected {expected}", target);
        }

        if (!tokens.Current.Is("="))
        {
            throw tokens.Current.Is("(")
                ? tokens.Error($"unknown operation '{target.Text}'{NearestName.Hint(target.Text, ["lock", "unlock", "trylock", "store_release"])}", target)
                : tokens.Unexpected("'='");
        }

        tokens.Take();
        var function = tokens.Current;
        if (function.Kind == TokenKind.Name && SketchNames.IsReserved(function.Text))
        {
            tokens.Take();
            return Call(tokens, target, function);
        }

        var value = ExpressionParser.Parse(tokens);
        var cell = _names.Cell(target.Text);
        if (cell >= 0)
        {
            return new Statement(StatementKind.Store, node) { Place = cell, Value = value };
        }

        var register = Register(tokens, target);
        var source = value.SingleName is { } name ? _names.Cell(name) : -1;
        return source >= 0
            ? new Statement(StatementKind.Load, node) { Register = register, Place = source }
            : new Statement(StatementKind.Set, node) { Register = register, Value = value };
    }

    private Statement Call(TokenStream tokens, Token target, Token function)
    {
        var node = tokens.Node;
        if (_names.Cell(target.Text) >= 0)
        {
            throw tokens.Error(
                $"'{target.Text}' is a cell, so this statement would access two shared places; expected a register before '='", target);
        }

        if (function.Text is "trylock")
        {
            var place = LockArgument(tokens);
            return new Statement(StatementKind.TryLock, node) { Register = Register(tokens, target), Place = place };
        }

        if (function.Text is not ("load_acquire" or "fetch_add" or "xchg" or "cmpxchg" or "choose"))
        {
            throw tokens.Error($"'{function.Text}' gives no value; expected a cell, an expression, load_acquire, fetch_add, xchg, cmpxchg, choose or trylock", function);
        }

        tokens.Expect("(");
        var statement = function.Text switch
        {
            "choose" => Choose(tokens),
            "load_acquire" => new Statement(StatementKind.LoadAcquire, node) { Place = CellArgument(tokens) },
            _ => ReadModifyWrite(tokens, function),
        };
        tokens.Expect(")");
        return statement with { Register = Register(tokens, target) };
    }

    private Statement StoreRelease(TokenStream tokens)
    {
        tokens.Expect("(");
        var place = CellArgument(tokens);
        tokens.Expect(",");
        var value = ExpressionParser.Parse(tokens);
        tokens.Expect(")");
        return new Statement(StatementKind.StoreRelease, tokens.Node) { Place = place, Value = value };
    }

    private static Statement Choose(TokenStream tokens)
    {
        var at = tokens.Current;
        if (at.Kind != TokenKind.Number)
        {
            throw tokens.Unexpected($"a number of values from 1 to {MaximumCount}");
        }

        tokens.Take();
        return int.TryParse(at.Text, out var count) && count is >= 1 and <= MaximumCount
            ? new Statement(StatementKind.Choose, tokens.Node) { Count = count }
            : throw tokens.Error($"expected a number of values from 1 to {MaximumCount}, found '{YamlNode.Shortened(at.Text)}'", at);
    }

    private Statement ReadModifyWrite(TokenStream tokens, Token function)
    {
        var place = CellArgument(tokens);
        tokens.Expect(",");
        var first = ExpressionParser.Parse(tokens);
        if (function.Text != "cmpxchg")
        {
            var kind = function.Text == "xchg" ? StatementKind.Exchange : StatementKind.FetchAdd;
            return new Statement(kind, tokens.Node) { Place = place, Value = first };
        }

        tokens.Expect(",");
        var second = ExpressionParser.Parse(tokens);
        return new Statement(StatementKind.CompareExchange, tokens.Node) { Place = place, Expected = first, Value = second };
    }

    private int CellArgument(TokenStream tokens)
    {
        var name = tokens.ExpectName("a cell");
        var cell = _names.Cell(name.Text);
        return cell >= 0 ? cell : throw tokens.Error($"unknown cell '{name.Text}'{NearestName.Hint(name.Text, _names.Cells)}", name);
    }

    private int LockArgument(TokenStream tokens)
    {
        tokens.Expect("(");
        var name = tokens.ExpectName("a lock");
        var place = _names.Lock(name.Text);
        if (place < 0)
        {
            throw tokens.Error($"unknown lock '{name.Text}'{NearestName.Hint(name.Text, _names.Locks)}", name);
        }

        tokens.Expect(")");
        return place;
    }

    private string Register(TokenStream tokens, Token target)
    {
        if (_names.Lock(target.Text) >= 0)
        {
            throw tokens.Error($"'{target.Text}' is a lock; expected a cell or a register before '='", target);
        }

        if (target.Text.Contains('.', StringComparison.Ordinal))
        {
            throw tokens.Error($"'{target.Text}' is not a register of this thread; expected a name without a dot", target);
        }

        if (!_registers.Contains(target.Text))
        {
            _registers.Add(target.Text);
        }

        return target.Text;
    }
}
