using RaceSim.Steps;

namespace RaceSim.Exploration.Dpor;

/// <summary>
/// The sequence that reverses a race: the events after the earlier one that do not happen after it, then the later one. It can be run from the state
/// before the earlier event.
/// </summary>
/// <remarks>
/// A sequence that leaves a choice open stands for one sequence a value of it. Some of them may have been explored (a sleeping step chose the
/// value) or be planned below an alternative that begins with the value: then that value is excluded for what remains of the sequence, and
/// when all are, nothing remains. An excluded value needs no mark in the tree: by the time the sequence is run the value sleeps.
/// </remarks>
internal sealed class WakeupSequence
{
    private readonly ExecutionLog _log;
    private readonly WakeupTree _tree;

    // Two stacks; the sequence and its excluded values are the top segments.
    private int[] _events = new int[256];
    private int _start;
    private int _count;
    private (int Actor, int Value)[] _excluded = new (int, int)[64];
    private int _excludedStart;
    private int _excludedCount;

    // Of each actor, the first event in the sequence, and the first in the log after the race's earlier event while that is its next step; or -1.
    private readonly int[] _first;
    private readonly int[] _next;

    public WakeupSequence(ExecutionLog log, WakeupTree tree)
    {
        _log = log;
        _tree = tree;
        _first = new int[log.Actors];
        _next = new int[log.Actors];
    }

    /// <summary>Builds the sequence for a race.</summary>
    public void Reverse(Race race)
    {
        Reserve(ref _events, _log.Count + 1);
        _start = 0;
        _count = 0;
        _excludedStart = 0;
        _excludedCount = 0;
        Array.Fill(_first, -1);
        Array.Fill(_next, -1);
        ref var earlier = ref _log[race.Earlier];
        var (actor, local) = (earlier.Actor, earlier.Local);
        var clocks = _log.ClocksFrom(race.Earlier);
        for (var i = race.Earlier + 1; i < _log.Count; i++)
        {
            clocks = clocks[_log.Actors..];
            var by = _log[i].Actor;
            if (_next[by] < 0)
            {
                _next[by] = i;
            }

            if (clocks[actor] < local)
            {
                _events[_count++] = i;
                if (_first[by] < 0)
                {
                    _first[by] = i;
                }
            }
        }

        _events[_count++] = race.Later;
        var last = _log[race.Later].Actor;
        if (_first[last] < 0)
        {
            _first[last] = race.Later;
        }
    }

    /// <summary>
    /// Whether one of the sleeping steps could begin the sequence: then what it leads to has been explored. Excludes the sleeping values of choices
    /// that the sequence leaves open. A foreign sleeper that has no step in the sequence says nothing: what it leads to has been explored only
    /// as far as nothing wakes it.
    /// </summary>
    public bool IsCoveredBy(ReadOnlySpan<SleepEntry> sleep)
    {
        foreach (ref readonly var entry in sleep)
        {
            var first = _first[entry.Actor];
            if (first >= 0
                ? _log[first].Value == entry.Value && IsInitial(first)
                : !entry.IsForeign && CommutesWithAll(entry.Actor, entry.Operation) && Exclude(entry.Actor, entry.Value, entry.Operation.Arity))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Adds the sequence to the alternatives that follow <paramref name="underWay"/>, unless they lead to the same.</summary>
    public void InsertAfter(int underWay)
    {
        var rest = Insert(_tree[underWay].NextSibling);
        if (rest >= 0)
        {
            _tree.Append(underWay, rest);
        }
    }

    /// <summary>Walks down the alternatives; returns the chain of nodes to append to this list, or -1 if there is none to append.</summary>
    private int Insert(int list)
    {
        for (var node = list; node >= 0; node = _tree[node].NextSibling)
        {
            var actor = _tree[node].Actor;
            var first = _first[actor];
            if (first >= 0)
            {
                if (_log[first].Value == _tree[node].Value && IsInitial(first))
                {
                    Remove(first);
                    Below(node);
                    return -1;
                }
            }
            else if (CommutesWithAll(actor, _tree[node].Operation))
            {
                if (_tree[node].Operation.Arity <= 1)
                {
                    _next[actor] = -1;
                    Below(node);
                    return -1;
                }

                BelowValue(node);
                if (Exclude(actor, _tree[node].Value, _tree[node].Operation.Arity))
                {
                    return -1;
                }
            }
        }

        return Chain();
    }

    private void Below(int node)
    {
        var children = _tree[node].FirstChild;
        if (children < 0 || _count == 0)
        {
            return; // A leaf is followed by everything.
        }

        var rest = Insert(children);
        if (rest >= 0)
        {
            _tree.Append(children, rest);
        }
    }

    /// <summary>Plans the sequence with one value of a choice that it leaves open, and leaves it as it was.</summary>
    private void BelowValue(int node)
    {
        if (_tree[node].FirstChild < 0)
        {
            return;
        }

        var (start, count, excludedStart, excludedCount) = (_start, _count, _excludedStart, _excludedCount);
        _start += count;
        _excludedStart += excludedCount;
        Reserve(ref _events, _start + count);
        Reserve(ref _excluded, _excludedStart + excludedCount);
        Array.Copy(_events, start, _events, _start, count);
        _excludedCount = 0;
        for (var i = excludedStart; i < _excludedStart; i++)
        {
            if (_excluded[i].Actor != _tree[node].Actor)
            {
                _excluded[_excludedStart + _excludedCount++] = _excluded[i];
            }
        }

        Array.Fill(_next, -1);
        Below(node);
        (_start, _count, _excludedStart, _excludedCount) = (start, count, excludedStart, excludedCount);
        Array.Fill(_first, -1);
        for (var i = start + count - 1; i >= start; i--)
        {
            _first[_log[_events[i]].Actor] = _events[i];
        }
    }

    /// <summary>Excludes a value; true if none is left. A step that is no choice has one.</summary>
    private bool Exclude(int actor, int value, int arity)
    {
        var values = 1;
        for (var i = _excludedStart; i < _excludedStart + _excludedCount; i++)
        {
            values += _excluded[i].Actor == actor ? 1 : 0;
        }

        Reserve(ref _excluded, _excludedStart + _excludedCount + 1);
        _excluded[_excludedStart + _excludedCount++] = (actor, value);
        return values == arity;
    }

    private int Chain()
    {
        var first = -1;
        var last = -1;
        for (var i = _start; i < _start + _count; i++)
        {
            ref var step = ref _log[_events[i]];
            var node = _tree.Create(step.Actor, step.Value, step.Operation);
            if (last < 0)
            {
                first = node;
            }
            else
            {
                _tree[last].FirstChild = node;
            }

            last = node;
        }

        return first;
    }

    /// <summary>Whether nothing in the sequence happens before an event of it. An actor's first event is the first that could.</summary>
    private bool IsInitial(int index)
    {
        var clock = _log.Clock(index);
        for (var actor = 0; actor < clock.Length; actor++)
        {
            var first = _first[actor];
            if (first >= 0 && first != index && clock[actor] >= _log[first].Local)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a step, the next one of an actor that has none in the sequence, is independent of all of the sequence.</summary>
    private bool CommutesWithAll(int actor, in Operation operation)
    {
        if (_count == 0)
        {
            return true;
        }

        var end = _start + _count - 1;
        if (Dependence.AreDependent(operation, _log[_events[end]].Operation))
        {
            return false; // Mostly the later event of the race.
        }

        // Where the step stands in the log it comes after the race's earlier event, and what depends on it comes after both.
        if (_next[actor] >= 0 && IsInitial(_next[actor]))
        {
            return true;
        }

        for (var i = _start; i < end; i++)
        {
            if (Dependence.AreDependent(operation, _log[_events[i]].Operation))
            {
                return false;
            }
        }

        return true;
    }

    private void Remove(int index)
    {
        var position = Array.IndexOf(_events, index, _start, _count);
        _count--;
        Array.Copy(_events, position + 1, _events, position, _start + _count - position);
        var actor = _log[index].Actor;
        _first[actor] = -1;
        _next[actor] = -1;
        for (var i = position; i < _start + _count && _first[actor] < 0; i++)
        {
            _first[actor] = _log[_events[i]].Actor == actor ? _events[i] : -1;
        }
    }

    private static void Reserve<T>(ref T[] stack, int length)
    {
        if (stack.Length < length)
        {
            Array.Resize(ref stack, Math.Max(length, stack.Length * 2));
        }
    }
}
