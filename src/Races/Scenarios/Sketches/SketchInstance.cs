using System.Globalization;
using RaceSim.Actors;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Locks;
using RaceSim.Scenarios.Films;
using RaceSim.Steps;

namespace RaceSim.Scenarios.Sketches;

/// <summary>A sketch made runnable: one CPU for each thread of one process.</summary>
public sealed class SketchInstance : ScenarioInstance
{
    private readonly SketchProgram _program;
    private readonly SketchThread[] _threads;

    internal SketchInstance(SketchProgram program, MemoryModel model, string? build, InstanceOptions options)
    {
        _program = program;
        Build = build;
        Machine = new Machine();
        foreach (var cell in program.Cells)
        {
            Machine.Cells.Allocate(cell.Key, cell.Value);
        }

        LockState[] locks = [.. program.Locks.Select(name => Machine.AddLock(name, LockClass.Sketch))];
        _threads = new SketchThread[program.Threads.Count];
        var plans = new List<ThreadPlan>();
        for (var i = 0; i < _threads.Length; i++)
        {
            var cpu = Machine.AddCpu(program.Threads[i].Name, i);
            _threads[i] = new SketchThread(program.Threads[i], Machine, locks, Checks(options, "assert"), Checks(options, "lock"));
            plans.Add(new ThreadPlan(cpu.Id, [new PlannedOperation(_threads[i].Run)]));
        }

        Machine.AddStoreBuffers(model, _threads.Length, program.Cells.Count + program.Locks.Count);
        Model = new ActorModel(Machine, [plans], [0], Monitor(options));
        Program = Host(options.Hosting);
        OutcomeNames = [.. program.Threads.SelectMany(t => t.Registers.Select(r => $"{t.Name}.{r}")), .. program.Cells.Select(c => c.Key)];
    }

    /// <inheritdoc/>
    public override ActorModel Model { get; }

    /// <inheritdoc/>
    public override IProgram Program { get; }

    /// <inheritdoc/>
    public override Machine Machine { get; }

    /// <inheritdoc/>
    public override string? Build { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> OutcomeNames { get; }

    /// <inheritdoc/>
    public override void ReadOutcome(Span<long> values)
    {
        var next = 0;
        for (var i = 0; i < _threads.Length; i++)
        {
            for (var register = 0; register < _program.Threads[i].Registers.Count; register++)
            {
                values[next++] = _threads[i].Register(register);
            }
        }

        for (var cell = 0; cell < _program.Cells.Count; cell++)
        {
            values[next++] = Machine.Cells.Read(cell);
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<StatePanel> Panels =>
        [new StatePanel(StatePanelKind.Cells, "cells", [.. _program.Cells.Select((c, id) => new StateField(c.Key, c.Key, Text(id, c.Value)))])];

    /// <inheritdoc/>
    public override string Text(int cell, long value) => value.ToString(CultureInfo.InvariantCulture);

    private static bool Checks(InstanceOptions options, string id) => options.Invariants is null || options.Invariants.Contains(id);

    private SketchMonitor? Monitor(InstanceOptions options)
    {
        var always = Checks(options, "always") ? _program.Always : null;
        var never = Checks(options, "never") ? _program.Never : null;
        var reaches = options.Invariants is { Count: 0 } ? [] : _program.Reaches;
        return new SketchMonitor(Machine, _threads, always, never, reaches);
    }
}
