using RaceSim.Steps;

namespace RaceSim.Exploration.Dpor;

/// <summary>
/// The sequence that reverses a race: the events after the earlier one that do not happen after it, then the later one. It can be run from the state
/// before the earlier event.
/// </summary>
internal sealed class WakeupSequence
{
    private readonly ExecutionLog _log;
    private readonly WakeupTree _tree;
    private int[] _events = new int[256];
    private int _count;

    public WakeupSequence(ExecutionLog log, WakeupTree tree)
    {
        _log = log;
        _tree = tree;
    }

    /// <summary>Builds the sequence for a race.</summary>
    public void Reverse(Race race)
    {
        if (_events.Length <= _log.Count)
        {
            _events = new int[_log.Count * 2];
        }

        _count = 0;
        for (var i = race.Earlier + 1; i < _log.Count; i++)
        {
            if (!_log.HappensBefore(race.Earlier, i))
            {
                _events[_count++] = i;
            }
        }

        _events[_count++] = race.Later;
    }

    /// <summary>Whether one of the sleeping steps could begin the sequence: then what it leads to has been explored.</summary>
    public bool IsCoveredBy(ReadOnlySpan<SleepEntry> sleep)
    {
        foreach (ref readonly var entry in sleep)
        {
            var first = FirstOf(entry.Actor);
            if (first >= 0
                ? ValueAt(first) == entry.Value && IsInitial(first)
                : AllValuesSleep(sleep, entry) && CommutesWithAll(entry.Operation))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Adds the sequence to the alternatives that follow <paramref name="underWay"/>, unless one of them leads to the same.
    /// </summary>
    public void InsertAfter(int underWay, ReadOnlySpan<SleepEntry> sleep)
    {
        var rest = Insert(_tree[underWay].NextSibling, sleep);
        if (rest >= 0)
        {
            _tree.Append(underWay, rest);
        }
    }

    /// <summary>Walks down the alternatives; returns the chain of nodes to append to this list, or -1 if the sequence is planned already.</summary>
    private int Insert(int list, ReadOnlySpan<SleepEntry> sleep)
    {
        for (var node = list; node >= 0; node = _tree[node].NextSibling)
        {
            var first = FirstOf(_tree[node].Actor);
            if (first >= 0)
            {
                if (ValueAt(first) != _tree[node].Value || !IsInitial(first))
                {
                    continue;
                }

                Remove(first);
            }
            else if (_tree[node].Operation.Arity > 1)
            {
                if (!AllValuesPlanned(list, sleep, _tree[node]))
                {
                    continue;
                }

                BelowEach(list, _tree[node].Actor);
                return -1;
            }
            else if (!CommutesWithAll(_tree[node].Operation))
            {
                continue;
            }

            Below(node);
            return -1;
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

        var rest = Insert(children, []);
        if (rest >= 0)
        {
            _tree.Append(children, rest);
        }
    }

    /// <summary>A choice that is not part of the sequence commutes with it: the sequence belongs below every value.</summary>
    private void BelowEach(int list, int actor)
    {
        var saved = _events.AsSpan(0, _count).ToArray();
        for (var node = list; node >= 0; node = _tree[node].NextSibling)
        {
            if (_tree[node].Actor == actor)
            {
                saved.CopyTo(_events, 0);
                _count = saved.Length;
                Below(node);
            }
        }
    }

    private bool AllValuesPlanned(int list, ReadOnlySpan<SleepEntry> sleep, in WakeupTree.Node choice)
    {
        var values = 0;
        for (var node = list; node >= 0; node = _tree[node].NextSibling)
        {
            values += _tree[node].Actor == choice.Actor ? 1 : 0;
        }

        foreach (ref readonly var entry in sleep)
        {
            values += entry.Actor == choice.Actor ? 1 : 0;
        }

        return values == choice.Operation.Arity;
    }

    private int Chain()
    {
        var first = -1;
        var last = -1;
        for (var i = 0; i < _count; i++)
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

    private int FirstOf(int actor)
    {
        for (var i = 0; i < _count; i++)
        {
            if (_log[_events[i]].Actor == actor)
            {
                return i;
            }
        }

        return -1;
    }

    private int ValueAt(int position) => _log[_events[position]].Value;

    private bool IsInitial(int position)
    {
        for (var i = 0; i < position; i++)
        {
            if (_log.HappensBefore(_events[i], _events[position]))
            {
                return false;
            }
        }

        return true;
    }

    private bool CommutesWithAll(in Operation operation)
    {
        for (var i = 0; i < _count; i++)
        {
            if (Dependence.AreDependent(operation, _log[_events[i]].Operation))
            {
                return false;
            }
        }

        return true;
    }

    private static bool AllValuesSleep(ReadOnlySpan<SleepEntry> sleep, in SleepEntry entry)
    {
        if (entry.Operation.Arity <= 1)
        {
            return true;
        }

        var values = 0;
        foreach (ref readonly var other in sleep)
        {
            values += other.Actor == entry.Actor ? 1 : 0;
        }

        return values == entry.Operation.Arity;
    }

    private void Remove(int position)
    {
        for (var i = position; i < _count - 1; i++)
        {
            _events[i] = _events[i + 1];
        }

        _count--;
    }
}
