using RaceSim.Scenarios.Sketches.Expressions;

namespace RaceSim.Scenarios.Sketches;

/// <summary>Compiles the statements of one thread; resolves registers, so a name that is never assigned is found here.</summary>
internal sealed class ThreadCompiler
{
    private readonly SketchNames _names;
    private readonly IReadOnlyList<string> _registers;
    private readonly Dictionary<string, int> _slots = new(StringComparer.Ordinal);
    private readonly List<Instruction> _code = [];
    private readonly List<long> _constants = [];
    private readonly Dictionary<long, int> _constantSlots = [];
    private readonly int _nowhere;
    private readonly int _firstConstant;
    private int _counters;
    private int _stackDepth = 1;

    private ThreadCompiler(SketchNames names, IReadOnlyList<string> registers, IReadOnlyList<Statement> statements)
    {
        _names = names;
        _registers = registers;
        for (var i = 0; i < registers.Count; i++)
        {
            _slots.Add(registers[i], i);
        }

        _nowhere = registers.Count + CountRepeats(statements);
        _firstConstant = _nowhere + 1;
    }

    /// <summary>Compiles a thread.</summary>
    public static CompiledThread Compile(string name, SketchNames names, IReadOnlyList<string> registers, IReadOnlyList<Statement> statements)
    {
        var compiler = new ThreadCompiler(names, registers, statements);
        compiler.Block(statements);
        compiler.Emit(InstructionKind.End, 0);
        return new CompiledThread(name, [.. compiler._code], registers, compiler._firstConstant, compiler._constants, compiler._stackDepth);
    }

    private static int CountRepeats(IReadOnlyList<Statement> statements)
    {
        var count = 0;
        foreach (var statement in statements)
        {
            count += statement.Kind == StatementKind.Repeat ? 1 : 0;
            count += CountRepeats(statement.Body) + CountRepeats(statement.Otherwise);
        }

        return count;
    }

    private void Block(IReadOnlyList<Statement> statements)
    {
        foreach (var statement in statements)
        {
            switch (statement.Kind)
            {
                case StatementKind.If:
                    If(statement);
                    break;
                case StatementKind.Repeat:
                    Repeat(statement);
                    break;
                case StatementKind.While:
                    While(statement);
                    break;
                default:
                    Simple(statement);
                    break;
            }
        }
    }

    private void If(Statement statement)
    {
        var test = Emit(InstructionKind.JumpUnless, statement.Node.Line, statement.Value);
        Block(statement.Body);
        if (statement.Otherwise.Count == 0)
        {
            SetTarget(test);
            return;
        }

        var end = Emit(InstructionKind.Jump, statement.Node.Line);
        SetTarget(test);
        Block(statement.Otherwise);
        SetTarget(end);
    }

    private void Repeat(Statement statement)
    {
        var counter = _registers.Count + _counters++;
        var mark = _code.Count;
        Add(new Instruction { Kind = InstructionKind.Set, Target = counter, Source = Constant(statement.Count), Line = statement.Node.Line });
        var start = _code.Count;
        Block(statement.Body);
        Add(new Instruction { Kind = InstructionKind.CountDown, Target = counter, Place = start, Line = statement.Node.Line });
        if (statement.Count == 0)
        {
            _code.RemoveRange(mark, _code.Count - mark); // Compiled all the same, for its errors.
        }
    }

    private void While(Statement statement)
    {
        var test = Emit(InstructionKind.JumpUnless, statement.Node.Line, statement.Value);
        Block(statement.Body);
        var back = Emit(InstructionKind.Jump, statement.Node.Line);
        SetTarget(back, test);
        SetTarget(test);
    }

    private void Simple(Statement statement)
    {
        var instruction = new Instruction
        {
            Kind = KindOf(statement.Kind),
            Target = statement.Register is { } register ? _slots[register] : _nowhere,
            Place = statement.Kind == StatementKind.Choose ? statement.Count : statement.Place,
            Line = statement.Node.Line,
        };
        instruction.Expected = statement.Expected is { } expected ? Resolve(expected) : null;
        SetValue(ref instruction, statement.Value);
        Add(instruction);
    }

    private static InstructionKind KindOf(StatementKind kind) => kind switch
    {
        StatementKind.Load => InstructionKind.Load,
        StatementKind.Store => InstructionKind.Store,
        StatementKind.FetchAdd => InstructionKind.FetchAdd,
        StatementKind.Exchange => InstructionKind.Exchange,
        StatementKind.CompareExchange => InstructionKind.CompareExchange,
        StatementKind.StoreRelease => InstructionKind.StoreRelease,
        StatementKind.LoadAcquire => InstructionKind.LoadAcquire,
        StatementKind.FullBarrier => InstructionKind.FullBarrier,
        StatementKind.WriteBarrier => InstructionKind.WriteBarrier,
        StatementKind.ReadBarrier => InstructionKind.ReadBarrier,
        StatementKind.Choose => InstructionKind.Choose,
        StatementKind.Lock => InstructionKind.Lock,
        StatementKind.Unlock => InstructionKind.Unlock,
        StatementKind.TryLock => InstructionKind.TryLock,
        StatementKind.Set => InstructionKind.Set,
        StatementKind.Assert => InstructionKind.Assert,
        _ => throw new InvalidOperationException($"{kind} is a block."),
    };

    private int Emit(InstructionKind kind, int line, ParsedExpression? value = null)
    {
        var instruction = new Instruction { Kind = kind, Target = _nowhere, Line = line };
        SetValue(ref instruction, value);
        return Add(instruction);
    }

    private int Add(in Instruction instruction)
    {
        _code.Add(instruction);
        return _code.Count - 1;
    }

    private void SetTarget(int at) => SetTarget(at, _code.Count);

    private void SetTarget(int at, int target) => _code[at] = _code[at] with { Place = target };

    private void SetValue(ref Instruction instruction, ParsedExpression? value)
    {
        instruction.Value = value is null ? null : Resolve(value);
        instruction.Source = instruction.Value?.SingleSlot ?? -1;
    }

    private Expression Resolve(ParsedExpression parsed)
    {
        _stackDepth = Math.Max(_stackDepth, parsed.Depth);
        return parsed.Resolve(leaf => leaf.Name is { } name ? Register(parsed, name, leaf.Offset) : Constant(leaf.Value));
    }

    private int Constant(long value)
    {
        if (!_constantSlots.TryGetValue(value, out var slot))
        {
            slot = _firstConstant + _constants.Count;
            _constantSlots.Add(value, slot);
            _constants.Add(value);
        }

        return slot;
    }

    private int Register(ParsedExpression parsed, string name, int offset)
    {
        if (_slots.TryGetValue(name, out var slot))
        {
            return slot;
        }

        throw parsed.Node.Error(
            name switch
            {
                _ when _names.Cell(name) >= 0 => $"the cell '{name}' inside an expression; load it into a register first ('r = {name}')",
                _ when _names.Lock(name) >= 0 => $"'{name}' is a lock; expected a register or a number",
                _ when SketchNames.IsReserved(name) => $"'{name}' is a word of the sketch language; expected a register or a number",
                _ when name.Contains('.', StringComparison.Ordinal) => $"'{name}' belongs to another thread; a thread sees only its own registers",
                _ => $"unknown name '{name}': no cell, and no register this thread assigns{NearestName.Hint(name, [.. _registers, .. _names.Cells])}",
            },
            offset);
    }
}
