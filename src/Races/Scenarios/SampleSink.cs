using System.Collections.Concurrent;
using System.Numerics;
using RaceSim.Exploration;
using RaceSim.Kernel.Cpus;
using RaceSim.Steps;

namespace RaceSim.Scenarios;

/// <summary>
/// Collects the final states and the events of a sampling, each with the lowest execution that had it. Every worker writes to a part of its own,
/// found by its program.
/// </summary>
internal sealed class SampleSink : IExecutionSink
{
    private readonly ConcurrentDictionary<IProgram, Part> _parts = new();

    /// <summary>Makes a part for the executions of an instance. Before the sampling begins.</summary>
    public IProgram Add(ScenarioInstance instance)
    {
        _parts[instance.Program] = new Part(instance);
        return instance.Program;
    }

    /// <inheritdoc/>
    public void Ended(long index, Execution execution, IProgram program) => _parts[program].Note(index, program);

    /// <summary>The states of all parts.</summary>
    public OutcomeSet Outcomes(int width)
    {
        var all = new OutcomeSet(width);
        foreach (var part in _parts.Values)
        {
            all.Add(part.Outcomes);
        }

        return all;
    }

    /// <summary>The lowest execution that reached an event; <see cref="long.MaxValue"/> if none did.</summary>
    public long FirstToReach(int bit)
    {
        var first = long.MaxValue;
        foreach (var part in _parts.Values)
        {
            first = Math.Min(first, part.FirstReached[bit]);
        }

        return first;
    }

    private sealed class Part
    {
        private readonly ScenarioInstance _instance;

        public Part(ScenarioInstance instance)
        {
            _instance = instance;
            Outcomes = new OutcomeSet(instance.OutcomeNames.Count);
            Array.Fill(FirstReached, long.MaxValue);
        }

        public OutcomeSet Outcomes { get; }

        public long[] FirstReached { get; } = new long[Machine.MaximumEvents];

        public void Note(long index, IProgram program)
        {
            for (var events = program.Events; events != 0; events &= events - 1)
            {
                ref var first = ref FirstReached[(int)UInt128.TrailingZeroCount(events)];
                first = Math.Min(first, index);
            }

            if (program.Unfinished == 0)
            {
                Outcomes.Add(_instance, index);
            }
        }
    }
}
