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

    /// <summary>Hosts a machine and its processes.</summary>
    /// <param name="machine">The machine, complete: no cell, lock or context may be added later.</param>
    /// <param name="processes">The threads of each process.</param>
    /// <param name="begun">The processes that exist from the start (the others are forked).</param>
    /// <param name="monitor">What looks at the state between steps, if anything does.</param>
    public DeterministicHost(Machine machine, IReadOnlyList<IReadOnlyList<ThreadPlan>> processes, IReadOnlyList<int> begun, IMonitor? monitor)
    {
        _machine = machine;
        _monitor = monitor;
        _looksAtSteps = monitor?.LooksAtSteps ?? false;
        _cpus = [.. machine.Cpus];
        var addresses = new AddressBook(_cpus.Length, machine.Locks.Count);
        _cpuActors = [.. _cpus.Select(cpu => new CpuActor(cpu, addresses))];
        _lockActors = [.. machine.Locks.Select(state => new LockActor(machine, state, addresses.OfLock(state.Id)))];
        _processActors = [.. processes.Select((threads, i) => new ProcessActor(threads, addresses.OfProcess(i), addresses))];
        _begun = new int[begun.Count];
        for (var i = 0; i < begun.Count; i++)
        {
            _begun[i] = addresses.OfProcess(begun[i]);
        }

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
    public ulong Events => _machine.Events;

    /// <inheritdoc/>
    public ref readonly Operation Next(int actor) => ref _cpus[actor].Next;

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
