using System.Text;
using RaceSim.Kernel.Memory;

namespace RaceSim.Scenarios.Sketches;

/// <summary>Evaluates one condition on the present state of one instance.</summary>
internal sealed class ConditionEvaluator
{
    private const int MaximumSaid = 16;

    private readonly Condition _condition;
    private readonly CellStore _cells;
    private readonly SketchThread[] _threads;
    private readonly ConditionSource[] _sources;
    private readonly long[] _slots;
    private readonly long[] _stack;
    private readonly List<(long[] Slots, string Text)> _said = [];
    private readonly string _when;
    private bool _dividedByZero;
    private long _value;

    /// <summary>Creates the evaluator.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="cells">Where cells are read.</param>
    /// <param name="threads">Where registers are read.</param>
    /// <param name="when">When it is evaluated, for what it says (<c> at the end</c>).</param>
    public ConditionEvaluator(Condition condition, CellStore cells, SketchThread[] threads, string when = "")
    {
        _when = when;
        _condition = condition;
        _cells = cells;
        _threads = threads;
        _sources = [.. condition.Sources];
        _slots = [.. condition.Sources.Select(_ => 0L), .. condition.Constants];
        _stack = new long[Math.Max(1, condition.Expression.Depth)];
    }

    /// <summary>How the condition is written.</summary>
    public string Text => _condition.Expression.Text;

    /// <summary>Whether the last evaluation divided by zero.</summary>
    public bool DividedByZero => _dividedByZero;

    /// <summary>The condition's value now.</summary>
    public bool IsTrue()
    {
        for (var i = 0; i < _sources.Length; i++)
        {
            var source = _sources[i];
            _slots[i] = source.Thread < 0 ? _cells.Read(source.Place) : _threads[source.Thread].Register(source.Place);
        }

        _dividedByZero = false;
        _value = _condition.Expression.Evaluate(_slots, _stack, ref _dividedByZero);
        return _value != 0;
    }

    /// <summary>The condition and the values that the last evaluation saw: <c>'x >= y' is false with x=0, y=1</c>.</summary>
    /// <remarks>Remembers what it said of a few states: many schedules break a check with the same values.</remarks>
    public string Seen()
    {
        foreach (var (slots, text) in _said)
        {
            if (slots.AsSpan().SequenceEqual(_slots))
            {
                return text;
            }
        }

        var seen = Describe();
        if (_said.Count < MaximumSaid)
        {
            _said.Add(((long[])_slots.Clone(), seen));
        }

        return seen;
    }

    private string Describe()
    {
        var found = _dividedByZero ? "divides by zero" : _value != 0 ? "is true" : "is false";
        var text = new StringBuilder($"'{Text}' {found}{_when}");
        for (var i = 0; i < _sources.Length; i++)
        {
            text.Append(i == 0 ? " with " : ", ").Append(_sources[i].Name).Append('=').Append(_slots[i]);
        }

        return text.ToString();
    }
}
