using System.Numerics;
using RaceSim.Steps;

namespace RaceSim.Exploration.Dpor;

/// <summary>
/// Explores exactly one complete execution of each equivalence class (Mazurkiewicz trace) of a program, by re-execution. Optimal dynamic
/// partial-order reduction with sleep sets and wakeup trees: Abdulla, Aronis, Jonsson, Sagonas, "Source Sets: A Foundation for Optimal Dynamic
/// Partial Order Reduction", JACM 64(4), 2017, algorithm 2.
/// </summary>
/// <remarks>
/// Two things are added. A choice (<see cref="OperationKind.Choose"/>) is one branch a value: for every fixed sequence of values the search is the
/// paper's. And since a lock request takes a place in a queue and is always enabled, every reversal is of two steps that are
/// both enabled: no execution is ever blocked. The argument stands in <c>docs/soundness.md</c>.
///
/// A search of one part of the space (<see cref="SpacePart"/>) begins with a path and with steps that sleep. A sleeping step counts as not enabled
/// until a step that depends on it has been taken; so an execution may end because all that is left sleeps (it is blocked), and a step that sleeps
/// since before the part began excuses no reversal that it does not take part in. Races with steps of the path are not reversed here: where no
/// other part has the reversal, the position is <see cref="Uncovered"/>.
/// </remarks>
public sealed class OptimalDpor
{
    private readonly IProgram _program;
    private readonly int _stepBound;
    private readonly SpacePart _part;
    private readonly SortedSet<int> _uncovered = [];
    private readonly ExecutionLog _log;
    private readonly WakeupTree _tree = new();
    private readonly WakeupSequence _sequence;
    private SleepEntry[] _sleep = new SleepEntry[256];
    private Frame[] _frames = new Frame[256];
    private int _depth;
    private readonly List<(Violation Violation, int Step)> _broken = [];
    private bool _begun;

    /// <summary>Prepares a search.</summary>
    /// <param name="program">The program; used by nobody else until the search ends.</param>
    /// <param name="stepBound">The largest number of steps of an execution; one that is longer is cut and counted as such.</param>
    /// <param name="part">The part of the space to search; null for all of it.</param>
    public OptimalDpor(IProgram program, int stepBound, SpacePart? part = null)
    {
        _program = program;
        _stepBound = stepBound;
        _part = part ?? SpacePart.Whole;
        _log = new ExecutionLog(program);
        _sequence = new WakeupSequence(_log, _tree);
    }

    /// <summary>The number of steps of the present execution.</summary>
    public int Steps => _log.Count;

    /// <summary>The checks broken in the present execution, each with the number of steps after which it broke.</summary>
    public IReadOnlyList<(Violation Violation, int Step)> Broken => _broken;

    /// <summary>The steps performed by all executions so far, re-executed prefixes included.</summary>
    public long TotalSteps { get; private set; }

    /// <summary>The positions of the part's path, ascending, at which executions so far have shown a race whose reversal is in no part.</summary>
    public IReadOnlyCollection<int> Uncovered => _uncovered;

    /// <summary>The decision at a step of the present execution.</summary>
    /// <param name="step">Zero-based, below <see cref="Steps"/>.</param>
    public (int Actor, int Value) Decision(int step) => (_log[step].Actor, _log[step].Value);

    /// <summary>Runs the next execution.</summary>
    /// <param name="stopAtViolation">Whether to end an execution at its first broken check (the classes reached only through it are then not explored).</param>
    /// <returns>How it ended; null when every class has been explored.</returns>
    public ExecutionEnd? Next(bool stopAtViolation)
    {
        if (_begun && !Backtrack())
        {
            return null;
        }

        if (!_begun)
        {
            _begun = true;
            _frames[0] = new Frame { SleepStart = 0, SleepCount = 0, Branches = PathAsTree() };
        }

        var end = Execute(stopAtViolation);
        TotalSteps += _log.Count;
        Plan();
        return end;
    }

    private int PathAsTree()
    {
        var next = -1;
        for (var i = _part.Path.Length - 1; i >= 0; i--)
        {
            var node = _tree.Create(_part.Path[i].Actor, _part.Path[i].Value, default);
            _tree[node].FirstChild = next;
            next = node;
        }

        return next;
    }

    private ExecutionEnd Execute(bool stopAtViolation)
    {
        _program.Reset();
        var kept = _depth;
        _depth = 0;
        for (var restored = _log.Begin(kept); _depth < restored; _depth++)
        {
            _program.Step(_log[_depth].Actor, _log[_depth].Value);
        }

        while (_broken.Count > 0 && _broken[^1].Step > kept)
        {
            _broken.RemoveAt(_broken.Count - 1);
        }

        NoteBroken();
        var enabled = _program.Enabled;
        while (true)
        {
            if (enabled == 0)
            {
                return _program.Unfinished != 0 ? ExecutionEnd.Deadlocked
                    : _program.Violation is null ? ExecutionEnd.Completed : ExecutionEnd.Violated;
            }

            if (_depth == _stepBound)
            {
                return ExecutionEnd.StepBoundHit;
            }

            ref var frame = ref _frames[_depth];
            if (_depth >= kept && frame.Branches < 0 && !Branch(ref frame, enabled))
            {
                return ExecutionEnd.SleepSetBlocked;
            }

            enabled = Take(ref frame, enabled, _depth < kept);
            if (_program.Violation is not null)
            {
                NoteBroken();
                if (stopAtViolation)
                {
                    return ExecutionEnd.Violated;
                }
            }
        }
    }

    private void NoteBroken()
    {
        var violations = _program.Violations;
        for (var i = _broken.Count; i < violations.Count; i++)
        {
            _broken.Add((violations[i], _depth));
        }
    }

    /// <summary>Performs the first alternative at the present depth and goes one deeper; returns the actors enabled then.</summary>
    private ulong Take(ref Frame frame, ulong before, bool known)
    {
        ref var branch = ref _tree[frame.Branches];
        var actor = branch.Actor;
        var value = branch.Value;
        if ((before & (1UL << actor)) == 0)
        {
            throw new EngineException($"the search wants actor {actor} at step {_depth + 1}, which is not enabled there");
        }

        ref readonly var operation = ref _program.Next(actor);
        _log.Append(actor, value, operation, known);
        if (!known)
        {
            Descend(ref frame, branch.FirstChild, actor, operation);
        }

        _program.Step(actor, value);
        var after = _program.Enabled;
        _log.Performed(before, after);
        _depth++;
        return after;
    }

    /// <summary>Prepares the next depth: what sleeps there is what slept here and commutes with the step.</summary>
    private void Descend(ref Frame frame, int branches, int actor, in Operation operation)
    {
        if (_depth + 1 == _frames.Length)
        {
            Array.Resize(ref _frames, _frames.Length * 2);
            frame = ref _frames[_depth];
        }

        var start = frame.SleepStart + frame.SleepCount;
        var count = 0;
        for (var i = frame.SleepStart; i < start; i++)
        {
            if (_sleep[i].Actor != actor && !Dependence.AreDependent(_sleep[i].Operation, operation))
            {
                Reserve(start + count);
                _sleep[start + count++] = _sleep[i];
            }
        }

        if (_depth + 1 == _part.Path.Length)
        {
            foreach (ref readonly var entry in _part.Sleep.AsSpan())
            {
                Reserve(start + count);
                _sleep[start + count++] = entry;
            }
        }

        _tree[frame.Branches].FirstChild = -1;
        _frames[_depth + 1] = new Frame { SleepStart = start, SleepCount = count, Branches = branches };
    }

    /// <summary>Picks an actor freely: the one that took the last step if it can go on, else the first that is awake.</summary>
    private bool Branch(ref Frame frame, ulong enabled)
    {
        var last = _depth > 0 ? _log[_depth - 1].Actor : 0;
        if ((enabled & (1UL << last)) != 0 && BranchOn(ref frame, last))
        {
            return true;
        }

        for (; enabled != 0; enabled &= enabled - 1)
        {
            if (BranchOn(ref frame, BitOperations.TrailingZeroCount(enabled)))
            {
                return true;
            }
        }

        return false;
    }

    private bool BranchOn(ref Frame frame, int actor)
    {
        ref readonly var operation = ref _program.Next(actor);
        for (var value = 0; value < operation.Arity; value++)
        {
            if (!Sleeps(frame, actor, value))
            {
                frame.Branches = _tree.Append(frame.Branches, _tree.Create(actor, value, operation));
            }
        }

        return frame.Branches >= 0;
    }

    private bool Sleeps(in Frame frame, int actor, int value)
    {
        for (var i = frame.SleepStart; i < frame.SleepStart + frame.SleepCount; i++)
        {
            if (_sleep[i].Actor == actor && _sleep[i].Value == value)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// For every race of the execution, also those of the kept prefix: has its reversal been explored, is it planned, or is it to be planned now?
    /// What reverses a race holds all that does not come after it, so it changes with the steps that follow.
    /// </summary>
    private void Plan()
    {
        foreach (var race in _log.Races)
        {
            if (race.Earlier < _part.Path.Length)
            {
                CheckCovered(race);
                continue;
            }

            ref var frame = ref _frames[race.Earlier];
            _sequence.Reverse(race);
            if (!_sequence.IsCoveredBy(_sleep.AsSpan(frame.SleepStart, frame.SleepCount)))
            {
                _sequence.InsertAfter(frame.Branches);
            }
        }
    }

    private void CheckCovered(Race race)
    {
        if (!_uncovered.Contains(race.Earlier))
        {
            _sequence.Reverse(race);
            if (!_sequence.IsCoveredBy(_part.Alternatives[race.Earlier]))
            {
                _uncovered.Add(race.Earlier);
            }
        }
    }

    /// <summary>Returns to the deepest prefix with an alternative left. False: there is none.</summary>
    private bool Backtrack()
    {
        for (_depth--; _depth >= _part.Path.Length; _depth--)
        {
            ref var frame = ref _frames[_depth];
            var done = frame.Branches;
            Reserve(frame.SleepStart + frame.SleepCount);
            ref var entry = ref _sleep[frame.SleepStart + frame.SleepCount++];
            entry.Actor = _tree[done].Actor;
            entry.Value = _tree[done].Value;
            entry.Operation = _tree[done].Operation;
            entry.IsForeign = false;
            frame.Branches = _tree[done].NextSibling;
            _tree.Free(done);
            if (frame.Branches >= 0)
            {
                return true;
            }
        }

        _depth = 0;
        return false;
    }

    private void Reserve(int index)
    {
        if (index >= _sleep.Length)
        {
            Array.Resize(ref _sleep, Math.Max(index + 1, _sleep.Length * 2));
        }
    }
}
