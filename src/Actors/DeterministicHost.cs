using System.Runtime.CompilerServices;
using RaceSim.Kernel.Cpus;
using RaceSim.Steps;

namespace RaceSim.Actors;

/// <summary>
/// Runs the actors on one thread, one step at a time, as the exploration says. Lock and process actors have no choice to make: after each step
/// their messages are delivered first in, first out until none is left (why that loses no behaviour: <c>docs/soundness.md</c>).
/// </summary>
public sealed class DeterministicHost : IProgram, IActorHost
{
    private readonly Machine _machine;
    private readonly Cpu[] _cpus;
    private readonly CpuActor[] _cpuActors; // One array a kind: no call through an interface in the loop.
    private readonly LockActor[] _lockActors;
    private readonly ProcessActor[] _processActors;
    private readonly int[] _begun;
    private readonly IMonitor? _monitor;
    private readonly bool _looksAtSteps;
    private Message[] _queue = new Message[64];
    private int _head;
    private int _tail;

    /// <summary>Hosts a model.</summary>
    /// <param name="model">The model; from now on nobody else may use it.</param>
    public DeterministicHost(ActorModel model)
    {
        _machine = model.Machine;
        _monitor = model.Monitor;
        _looksAtSteps = _monitor?.LooksAtSteps ?? false;
        _cpus = [.. _machine.Cpus];
        _cpuActors = [.. model.Actors.OfType<CpuActor>()];
        _lockActors = [.. model.Actors.OfType<LockActor>()];
        _processActors = [.. model.Actors.OfType<ProcessActor>()];
        _begun = [.. model.Begun];
        Reset();
    }

    /// <summary>The hosted machine.</summary>
    public Machine Machine => _machine;

    /// <inheritdoc/>
    public int ActorCount => _cpus.Length;

    /// <inheritdoc/>
    public int CellCount => _machine.Cells.Count;

    /// <inheritdoc/>
    public int LockCount => _machine.Locks.Count;

    /// <inheritdoc/>
    public ulong Enabled => _machine.Runnable;

    /// <inheritdoc/>
    public ulong Unfinished => _machine.Busy;

    /// <inheritdoc/>
    public Violation? Violation => _machine.Violation;

    /// <inheritdoc/>
    public IReadOnlyList<Violation> Violations => _machine.Violations;

    /// <inheritdoc/>
    public UInt128 Events => _machine.Events;

    /// <inheritdoc/>
    public ref readonly Operation Next(int actor) => ref _cpus[actor].Next;

    /// <inheritdoc/>
    public ReadOnlySpan<(int Actor, int Local)> EnabledBy(int actor) => _machine.EnabledBy(actor);

    /// <inheritdoc/>
    public void Reset()
    {
        _machine.Reset();
        foreach (var actor in _cpuActors)
        {
            actor.Reset();
        }

        foreach (var actor in _processActors)
        {
            actor.Reset();
        }

        _head = 0;
        _tail = 0;
        _monitor?.Reset();
        foreach (var process in _begun)
        {
            Send(new Message(MessageKind.Begin, -1, process));
        }

        Deliver();
        _machine.Cells.Touched = 0;
        if (_machine.Busy == 0)
        {
            _monitor?.AtEnd(); // Not one path has a step.
        }
    }

    /// <inheritdoc/>
    public void Step(int actor, int value)
    {
        var cpu = _cpuActors[actor];
        if (_looksAtSteps)
        {
            _machine.BeginStep(actor, _cpus[actor].Next.Kind);
        }

        cpu.Step(value, this);
        if (_head != _tail)
        {
            Deliver();
        }

        if (_looksAtSteps && _machine.Cells.Touched != 0)
        {
            var touched = _machine.Cells.Touched;
            _machine.Cells.Touched = 0;
            _monitor!.AfterStep(touched);
        }

        if (_machine.Busy == 0)
        {
            _monitor?.AtEnd();
        }
    }

    /// <inheritdoc/>
    public ulong Fingerprint() => _machine.Fingerprint();

    /// <inheritdoc/>
    public string ActorName(int actor) => _cpus[actor].Name;

    /// <inheritdoc/>
    public void Send(in Message message)
    {
        if (_tail == _queue.Length)
        {
            Array.Resize(ref _queue, _tail * 2);
        }

        _queue[_tail++] = message;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Deliver()
    {
        while (_head != _tail)
        {
            ref readonly var message = ref _queue[_head++]; // Stands even if the queue grows: then it is the old array's.
            var to = message.To;
            if (to < _cpuActors.Length)
            {
                _cpuActors[to].Receive(message, this);
            }
            else if ((to -= _cpuActors.Length) < _lockActors.Length)
            {
                _lockActors[to].Receive(message, this);
            }
            else
            {
                _processActors[to - _lockActors.Length].Receive(message, this);
            }
        }

        _head = 0;
        _tail = 0;
    }
}
