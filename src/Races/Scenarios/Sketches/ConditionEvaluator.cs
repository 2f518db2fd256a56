using System.Text;
using RaceSim.Kernel.Memory;

namespace RaceSim.Scenarios.Sketches;

/// <summary>Evaluates one condition on the present state of one instance.</summary>
internal sealed class ConditionEvaluator
{
    private readonly Condition _condition;
    private readonly CellStore _cells;
    private readonly SketchThread[] _threads;
    private readonly ConditionSource[] _sources;
    private readonly long[] _slots;
    private readonly long[] _stack;
    private bool _dividedByZero;

    /// <summary>Creates the evaluator.</summary>
    public ConditionEvaluator(Condition condition, CellStore cells, SketchThread[] threads)
    {
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
        return _condition.Expression.Evaluate(_slots, _stack, ref _dividedByZero) != 0;
    }

    /// <summary>The condition and the values that the last evaluation saw: <c>'x >= y' with x=0, y=1</c>.</summary>
    public string Seen()
    {
        var text = new StringBuilder().Append('\'').Append(Text).Append('\'');
        for (var i = 0; i < _sources.Length; i++)
        {
            text.Append(i == 0 ? " with " : ", ").Append(_sources[i].Name).Append('=').Append(_slots[i]);
        }

        return text.ToString();
    }
}
