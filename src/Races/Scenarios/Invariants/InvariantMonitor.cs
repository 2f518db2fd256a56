using System.Numerics;
using RaceSim.Actors;
using RaceSim.Kernel;
using RaceSim.Kernel.Cpus;

namespace RaceSim.Scenarios.Invariants;

/// <summary>Evaluates predicates incrementally: after a step only those that watch what the step wrote.</summary>
internal sealed class InvariantMonitor(Machine machine) : IMonitor
{
    private const int Bits = 64;
    private const int EventBits = 16;

    private readonly List<(string Id, Func<string?> Check)>[] _byBit = CreateLists();
    private readonly List<(string Id, Func<string?> Check)> _atEnd = [];
    private int _predicates;
    private int _events;

    /// <summary>Adds a predicate of the state. Many share bits, which evaluates some too often and orders some steps needlessly, nothing worse.</summary>
    public ulong Add(string id, Func<string?> check)
    {
        var bit = _predicates++ % (Bits - EventBits);
        _byBit[bit].Add((id, check));
        return 1UL << bit;
    }

    /// <summary>Adds a predicate of the step just taken: it has a bit of its own, because after any other step it would say nothing.</summary>
    public ulong AddEvent(string id, Func<string?> check)
    {
        if (_events == EventBits)
        {
            throw new ModelException($"the checks of single steps are limited to {EventBits}: name fewer processes or threads, or arm fewer invariants");
        }

        var bit = Bits - ++_events;
        _byBit[bit].Add((id, check));
        return 1UL << bit;
    }

    /// <summary>Adds a predicate for the end.</summary>
    public void AddAtEnd(string id, Func<string?> check) => _atEnd.Add((id, check));

    /// <inheritdoc/>
    public void AfterStep(ulong touched)
    {
        for (; touched != 0; touched &= touched - 1)
        {
            Evaluate(_byBit[BitOperations.TrailingZeroCount(touched)]);
        }
    }

    /// <inheritdoc/>
    public void AtEnd() => Evaluate(_atEnd);

    /// <inheritdoc/>
    public void Reset()
    {
    }

    private void Evaluate(List<(string Id, Func<string?> Check)> predicates)
    {
        foreach (var (id, check) in predicates)
        {
            if (check() is { } seen)
            {
                machine.Report(id, seen);
            }
        }
    }

    private static List<(string Id, Func<string?> Check)>[] CreateLists()
    {
        var lists = new List<(string Id, Func<string?> Check)>[Bits];
        for (var i = 0; i < Bits; i++)
        {
            lists[i] = [];
        }

        return lists;
    }
}
