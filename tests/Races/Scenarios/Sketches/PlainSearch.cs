using System.Numerics;
using RaceSim.Scenarios;
using RaceSim.Steps;
using Xunit;

namespace RaceSim.Tests.Sketches;

/// <summary>Depth-first search of every schedule, without any reduction: the slow thing that cannot be wrong.</summary>
internal sealed class PlainSearch
{
    private readonly ScenarioInstance _instance;
    private readonly IProgram _program;
    private readonly List<(int Taken, int Count)> _choices = [];

    private PlainSearch(ScenarioInstance instance)
    {
        _instance = instance;
        _program = instance.Program;
    }

    /// <summary>The schedules run.</summary>
    public int Schedules { get; private set; }

    /// <summary>The final states: <c>P0.r0=1 x=2</c>.</summary>
    public SortedSet<string> Outcomes { get; } = new(StringComparer.Ordinal);

    /// <summary>The ids of the violations found.</summary>
    public SortedSet<string> Violations { get; } = new(StringComparer.Ordinal);

    /// <summary>The messages of the violations found.</summary>
    public SortedSet<string> Messages { get; } = new(StringComparer.Ordinal);

    /// <summary>All events reached in some schedule.</summary>
    public UInt128 Events { get; private set; }

    /// <summary>Searches a sketch.</summary>
    public static PlainSearch Of(string text, int limit = 200_000, string? model = null) =>
        Of(ScenarioReader.Read(text, "test.yaml").Instantiate(model, InstanceOptions.Default), limit);

    /// <summary>Searches an instance.</summary>
    public static PlainSearch Of(ScenarioInstance instance, int limit = 200_000)
    {
        var search = new PlainSearch(instance);
        do
        {
            search.RunOne();
            Assert.True(++search.Schedules <= limit, $"more than {limit} schedules");
        }
        while (search.Backtrack());
        return search;
    }

    private void RunOne()
    {
        _program.Reset();
        for (var depth = 0; _program.Violation is null && _program.Enabled != 0; depth++)
        {
            var transitions = CountTransitions();
            if (depth == _choices.Count)
            {
                _choices.Add((0, transitions));
            }

            var (actor, value) = Transition(_choices[depth].Taken);
            _program.Step(actor, value);
        }

        Events |= _program.Events;
        if (_program.Violation is { } violation)
        {
            Violations.Add(violation.Invariant);
            Messages.Add(violation.Message);
        }

        if (_program.Unfinished != 0)
        {
            if (_program.Violation is null)
            {
                Violations.Add("deadlock");
            }

            return;
        }

        var values = new long[_instance.OutcomeNames.Count];
        _instance.ReadOutcome(values);
        Outcomes.Add(string.Join(' ', _instance.OutcomeNames.Zip(values, (name, value) => $"{name}={value}")));
    }

    private bool Backtrack()
    {
        while (_choices.Count > 0)
        {
            var (taken, count) = _choices[^1];
            if (taken + 1 < count)
            {
                _choices[^1] = (taken + 1, count);
                return true;
            }

            _choices.RemoveAt(_choices.Count - 1);
        }

        return false;
    }

    private int CountTransitions()
    {
        var count = 0;
        for (var enabled = _program.Enabled; enabled != 0; enabled &= enabled - 1)
        {
            count += _program.Next(BitOperations.TrailingZeroCount(enabled)).Arity;
        }

        return count;
    }

    private (int Actor, int Value) Transition(int index)
    {
        for (var enabled = _program.Enabled; ; enabled &= enabled - 1)
        {
            var actor = BitOperations.TrailingZeroCount(enabled);
            var arity = _program.Next(actor).Arity;
            if (index < arity)
            {
                return (actor, index);
            }

            index -= arity;
        }
    }
}
