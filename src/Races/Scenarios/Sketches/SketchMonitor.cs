using RaceSim.Actors;
using RaceSim.Kernel.Cpus;

namespace RaceSim.Scenarios.Sketches;

/// <summary>Checks <c>always</c> after each step that wrote one of its cells, <c>never</c> at the end; notes what the end reaches.</summary>
internal sealed class SketchMonitor : IMonitor
{
    private const ulong AlwaysBit = 1;

    private readonly Machine _machine;
    private readonly SketchThread[] _threads;
    private readonly ConditionEvaluator? _always;
    private readonly ConditionEvaluator? _never;
    private readonly ConditionEvaluator[] _reaches;
    private readonly int[] _eventBits;

    /// <summary>Creates the monitor and registers the cells of <paramref name="always"/>.</summary>
    public SketchMonitor(Machine machine, SketchThread[] threads, Condition? always, Condition? never, IReadOnlyList<Condition> reaches)
    {
        _machine = machine;
        _threads = threads;
        _always = always is null ? null : new ConditionEvaluator(always, machine.Cells, threads);
        _never = never is null ? null : new ConditionEvaluator(never, machine.Cells, threads, " at the end");
        _reaches = [.. reaches.Select(condition => new ConditionEvaluator(condition, machine.Cells, threads))];
        _eventBits = [.. _reaches.Select(evaluator => machine.EventBit(evaluator.Text))];
        foreach (var source in always?.Sources ?? [])
        {
            machine.Cells.Watch(new Kernel.Memory.Cell(source.Place), AlwaysBit, ordered: true);
        }
    }

    /// <inheritdoc/>
    public bool LooksAtSteps => _always is not null;

    /// <inheritdoc/>
    public void AfterStep(ulong touched)
    {
        if ((touched & AlwaysBit) != 0)
        {
            CheckAlways();
        }
    }

    /// <inheritdoc/>
    public void AtEnd()
    {
        if (_never is not null && (_never.IsTrue() || _never.DividedByZero) && !_machine.IsBroken("never"))
        {
            _machine.Report("never", _never.Seen());
        }

        for (var i = 0; i < _reaches.Length; i++)
        {
            if (_reaches[i].IsTrue())
            {
                _machine.Reach(_eventBits[i]);
            }
        }
    }

    /// <inheritdoc/>
    public void Reset()
    {
        foreach (var thread in _threads)
        {
            thread.Reset();
        }

        CheckAlways();
    }

    private void CheckAlways()
    {
        if (_always is not null && (!_always.IsTrue() || _always.DividedByZero) && !_machine.IsBroken("always"))
        {
            _machine.Report("always", _always.Seen());
        }
    }
}
