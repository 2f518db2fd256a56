using System.Text;

namespace RaceSim.Tests.Sketches;

/// <summary>
/// Random small sketches: two or more threads with a few steps over a few cells and locks. The same seed gives the same text; the number of
/// schedules is bounded, so that a plain search of all of them is quick.
/// </summary>
public sealed class SketchGenerator
{
    /// <summary>No sketch of the usual size has more schedules than this.</summary>
    public const double MaximumSchedules = 20_000;

    private readonly SketchSize _size;
    private readonly StringBuilder _text = new();
    private ulong _state;
    private int _cells;
    private int _locks;
    private bool _nests; // Whether it is likely to take both locks at a time, in either order.
    private int _registers;
    private int _steps;
    private double _choices;

    private SketchGenerator(ulong state, SketchSize size) => (_state, _size) = (state, size);

    /// <summary>A sketch as YAML text.</summary>
    public static string Generate(int seed) => Generate(seed, SketchSize.Usual);

    /// <summary>A sketch of some size as YAML text.</summary>
    public static string Generate(int seed, SketchSize size)
    {
        for (var attempt = 0UL; ; attempt++)
        {
            var generator = new SketchGenerator(Mix(((ulong)(uint)seed << 20) + attempt), size);
            if (generator.Sketch(seed) <= size.Schedules)
            {
                return generator._text.ToString();
            }
        }
    }

    private double Sketch(int seed)
    {
        var threads = 2 + Below(_size.Threads - 1);
        _cells = _size.HasBarriers ? _size.Cells : 1 + Below(_size.Cells);
        _locks = Below(_size.Locks + 1);
        _nests = _locks >= 2 && Chance(40);
        _choices = 1;
        Line(0, $"scenario: random-{seed}");
        Line(0, "program:");
        Line(2, $"cells: {{ {string.Join(", ", Enumerable.Range(0, _cells).Select(i => $"c{i}: {Below(2)}"))} }}");
        Line(2, $"locks: [ {string.Join(", ", Enumerable.Range(0, _locks).Select(i => $"l{i}"))} ]");
        Line(2, "threads:");

        var schedules = 1.0;
        var total = 0;
        var registers = new List<string>();
        for (var thread = 0; thread < threads; thread++)
        {
            Line(4, $"P{thread}:");
            _registers = 0;
            _steps = 0;
            var wanted = _size.Least + Below(3);
            while (_steps < wanted)
            {
                Statement(6, wanted - _steps, held: -1);
            }

            registers.AddRange(Enumerable.Range(0, _registers).Select(i => $"P{thread}.r{i}"));
            for (var step = 1; step <= _steps; step++)
            {
                schedules *= (double)++total / step; // The multinomial, one factor a step.
            }
        }

        Conditions(registers);
        return schedules * _choices;
    }

    private void Conditions(List<string> registers)
    {
        if (_cells >= 2 && Chance(30))
        {
            Line(2, Pick("always: c0 <= c1 + 1", "always: c0 + c1 < 4", "always: c0 == 0 || c1 != 2", "always: c0 >= c1"));
        }

        if (Chance(30))
        {
            var cell = $"c{Below(_cells)} == {Below(3)}";
            Line(2, registers.Count >= 2
                ? $"never: {registers[Below(registers.Count)]} == {Below(3)} && ({registers[Below(registers.Count)]} != {Below(2)} || {cell})"
                : $"never: {cell}");
        }
    }

    private void Statement(int indent, int left, int held)
    {
        if (_nests && held < 0 && Chance(50))
        {
            Section(indent, left, held);
            return;
        }

        if (_size.HasBarriers && Chance(90))
        {
            var cell = $"c{Below(_cells)}";
            Step(indent, Below(16) switch
            {
                0 => Pick("mb", "wmb", "wmb", "rmb"),
                1 => $"store_release({cell}, {Value()})",
                < 9 => $"{cell} = {1 + Below(2)}",
                _ => $"{NewRegister()} = {cell}",
            });
            return;
        }

        switch (Below(100))
        {
            case < 18:
                Step(indent, $"{NewRegister()} = c{Below(_cells)}");
                break;
            case < 38:
                Step(indent, $"c{Below(_cells)} = {Value()}");
                break;
            case < 48:
                ReadModifyWrite(indent, $"fetch_add(c{Below(_cells)}, {Pick("1", "2", "-1", Value())})");
                break;
            case < 55:
                ReadModifyWrite(indent, $"xchg(c{Below(_cells)}, {Value()})");
                break;
            case < 64:
                ReadModifyWrite(indent, $"cmpxchg(c{Below(_cells)}, {Below(3)}, {Value()})");
                break;
            case < 68:
                _choices *= 2;
                Step(indent, $"{NewRegister()} = choose(2)");
                break;
            case < 72 when _registers > 0:
                Line(indent, $"- r{Below(_registers)} = {Value()} + {Below(2)}");
                break;
            case < 74 when _registers > 0:
                Line(indent, $"- assert {Condition()}");
                break;
            case < 80 when _registers > 0:
                If(indent, left, held);
                break;
            case < 93 when _locks > 0 && left >= 2:
                Section(indent, left, held);
                break;
            case < 100 when _locks > 0 && left >= 2:
                TrySection(indent, left, held);
                break;
        }
    }

    private void If(int indent, int left, int held)
    {
        Line(indent, $"- if: {Condition()}");
        var before = _steps;
        Line(indent + 2, "then:");
        Statements(indent + 4, left, held);
        var then = _steps;
        _steps = before;
        if (Chance(40))
        {
            Line(indent + 2, "else:");
            Statements(indent + 4, left, held);
        }

        _steps = Math.Max(then, _steps);
    }

    private void Section(int indent, int left, int held)
    {
        var taken = LockOtherThan(held);
        if (taken < 0)
        {
            return;
        }

        Step(indent, $"lock(l{taken})");
        if (_locks >= 2 && held < 0 && Chance(_nests ? 80 : 25))
        {
            Section(indent, left - 2, taken);
        }
        else
        {
            Statement(indent, left - 2, taken);
        }

        Step(indent, $"unlock(l{taken})");
    }

    private void TrySection(int indent, int left, int held)
    {
        var taken = LockOtherThan(held);
        if (taken < 0)
        {
            return;
        }

        var register = NewRegister();
        Step(indent, $"{register} = trylock(l{taken})");
        Line(indent, $"- if: {register}");
        Line(indent + 2, "then:");
        Statement(indent + 4, left - 2, taken);
        Step(indent + 4, $"unlock(l{taken})");
    }

    private void Statements(int indent, int left, int held)
    {
        var before = _text.Length;
        Statement(indent, left, held);
        if (_text.Length == before)
        {
            Step(indent, $"c{Below(_cells)} = {Below(3)}");
        }
    }

    private void ReadModifyWrite(int indent, string call) => Step(indent, $"{NewRegister()} = {call}");

    private int LockOtherThan(int held)
    {
        var free = Below(_locks);
        return free != held ? free : _locks == 1 ? -1 : (free + 1) % _locks;
    }

    // At times an old one, also one that only a branch assigns.
    private string NewRegister() => _registers > 0 && Chance(35) ? $"r{Below(_registers)}" : $"r{_registers++}";

    private string Value() => _registers > 0 && Chance(40) ? Pick($"r{Below(_registers)}", $"r{Below(_registers)} + 1", $"1 - r{Below(_registers)}") : $"{Below(3)}";

    private string Condition() => Pick($"r{Below(_registers)} == {Below(3)}", $"r{Below(_registers)} != {Below(2)}", $"r{Below(_registers)} > 0 && r{Below(_registers)} < 2");

    private void Step(int indent, string statement)
    {
        _steps++;
        Line(indent, "- " + statement);
    }

    private void Line(int indent, string text) => _text.Append(' ', indent).Append(text).Append('\n');

    private bool Chance(int percent) => Below(100) < percent;

    private string Pick(params string[] of) => of[Below(of.Length)];

    private int Below(int bound)
    {
        _state += 0x9E3779B97F4A7C15UL;
        return (int)((Mix(_state) >> 33) % (ulong)bound);
    }

    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9UL;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EBUL;
        return x ^ (x >> 31);
    }
}
