using RaceSim.Kernel.Cpus;

namespace RaceSim.Actors;

/// <summary>The actors of one machine, by address, and what looks at them: all that a host needs to bring a scenario to life.</summary>
public sealed class ActorModel
{
    private readonly IActor[] _actors;
    private readonly string[] _names;
    private readonly int[] _begun;

    /// <summary>Makes the actors of a machine and its processes.</summary>
    /// <param name="machine">The machine, complete: no cell, lock or context may be added later.</param>
    /// <param name="processes">The threads of each process.</param>
    /// <param name="begun">The processes that exist from the start (the others are forked).</param>
    /// <param name="monitor">What looks at the state between steps, if anything does.</param>
    public ActorModel(Machine machine, IReadOnlyList<IReadOnlyList<ThreadPlan>> processes, IReadOnlyList<int> begun, IMonitor? monitor)
    {
        Machine = machine;
        Monitor = monitor;
        var addresses = new AddressBook(machine.Cpus.Count, machine.Locks.Count);
        _actors =
        [
            .. machine.Cpus.Select(cpu => new CpuActor(cpu, addresses)),
            .. machine.Locks.Select(state => new LockActor(machine, state, addresses.OfLock(state.Id))),
            .. processes.Select((threads, i) => new ProcessActor(threads, addresses.OfProcess(i), addresses)),
        ];
        _names = [.. machine.Cpus.Select(cpu => cpu.Name), .. machine.Locks.Select(state => state.Name), .. processes.Select((_, i) => $"process {i}")];
        _begun = [.. begun.Select(addresses.OfProcess)];
    }

    /// <summary>The machine.</summary>
    public Machine Machine { get; }

    /// <summary>What looks at the state between steps; null if nothing does.</summary>
    public IMonitor? Monitor { get; }

    /// <summary>The addresses of the processes that exist from the start.</summary>
    public IReadOnlyList<int> Begun => _begun;

    /// <summary>The actors by address: execution contexts first, then locks, then processes.</summary>
    public IReadOnlyList<IActor> Actors => _actors;

    /// <summary>What a reader calls each actor, by address.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>The number of execution contexts: addresses below it are CPUs.</summary>
    public int Contexts => Machine.Cpus.Count;

    /// <summary>Returns everything to the initial state. No message may be under way.</summary>
    public void Reset()
    {
        Machine.Reset();
        foreach (var actor in _actors)
        {
            actor.Reset();
        }

        Monitor?.Reset();
    }

    /// <summary>Sends the first messages of an execution: the processes that exist from the start begin.</summary>
    public void Begin(IActorHost host)
    {
        foreach (var process in _begun)
        {
            host.Send(new Message(MessageKind.Begin, -1, process));
        }
    }

    /// <summary>Has the monitor look at what was written since it last looked.</summary>
    public void Look()
    {
        var touched = Machine.Cells.Touched;
        Machine.Cells.Touched = 0;
        if (touched != 0 && Monitor is { LooksAtSteps: true })
        {
            Monitor.AfterStep(touched);
        }
    }

    /// <summary>Has the monitor look at the final state: every thread has finished and no message is under way.</summary>
    public void LookAtEnd() => Monitor?.AtEnd();
}
