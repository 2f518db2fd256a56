using RaceSim.Actors;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Scenarios.Films;
using RaceSim.Steps;

namespace RaceSim.Scenarios;

/// <summary>A scenario made runnable: one machine, its processes, and what is checked. Not shared between workers.</summary>
public abstract class ScenarioInstance
{
    /// <summary>The actors. They belong to the host of <see cref="Program"/>; another host may have them if nobody runs that program.</summary>
    public abstract ActorModel Model { get; }

    /// <summary>The program an exploration runs.</summary>
    public abstract IProgram Program { get; }

    /// <summary>The machine below it, for names and values.</summary>
    public abstract Machine Machine { get; }

    /// <summary>The build's name; of a sketch its memory model, or null if its file speaks of one alone.</summary>
    public abstract string? Build { get; }

    /// <summary>The names of the values of a final state, in a fixed order (<c>P1.r0</c>, cells).</summary>
    public abstract IReadOnlyList<string> OutcomeNames { get; }

    /// <summary>Reads the present values of <see cref="OutcomeNames"/>.</summary>
    public abstract void ReadOutcome(Span<long> values);

    /// <summary>The simulated kernel; null for a sketch, which has none.</summary>
    internal virtual KernelInstance? Kernel => null;

    /// <summary>
    /// The program with its costs counted; null for a sketch, which costs nothing. Use either this or <see cref="Program"/>, and ask for it once.
    /// </summary>
    internal MeasuredProgram? Measured() => Kernel is null ? null : new MeasuredProgram(Program, Machine);

    /// <summary>How a value of a cell is written for a reader (<c>pfn 17 RW cont</c>).</summary>
    public abstract string Text(int cell, long value);

    /// <summary>The machine's state in parts that belong together, as it is before the first step.</summary>
    public abstract IReadOnlyList<StatePanel> Panels { get; }

    /// <summary>The operations of the file's threads, those left out among them, in the file's words; empty for a sketch.</summary>
    public virtual IReadOnlyList<PlannedText> Operations => [];

    /// <summary>Brings <see cref="Model"/> to life.</summary>
    private protected IProgram Host(IHosting? hosting) => hosting is null ? new DeterministicHost(Model) : hosting.Host(Model);
}
