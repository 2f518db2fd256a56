using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Locks;

namespace RaceSim.Actors;

/// <summary>A lock: queues requests, grants in order, knows its waiters.</summary>
public sealed class LockActor : IActor
{
    private readonly Machine _machine;
    private readonly LockState _state;
    private readonly int _address;

    /// <summary>Creates the actor of one lock.</summary>
    public LockActor(Machine machine, LockState state, int address)
    {
        _machine = machine;
        _state = state;
        _address = address;
    }

    /// <inheritdoc/>
    public void Receive(in Message message, IActorHost host)
    {
        switch (message.Kind)
        {
            case MessageKind.Acquire:
                Request(message.From, shared: false, host);
                break;
            case MessageKind.AcquireShared:
                Request(message.From, shared: true, host);
                break;
            case MessageKind.TryAcquire:
                _state.UnderWay--;
                host.Send(new Message(MessageKind.Answered, _address, message.From, _state.Try(message.From) ? 1 : 0));
                break;
            case MessageKind.Peek:
                host.Send(new Message(MessageKind.Answered, _address, message.From, _state.Waiters > 0 ? 1 : 0));
                break;
            case MessageKind.Release:
                Release(message.From, host);
                break;
        }
    }

    /// <inheritdoc/>
    public void Reset()
    {
        // Nothing of its own: the machine resets the lock, and knows who holds it from the start.
    }

    private void Request(int from, bool shared, IActorHost host)
    {
        _state.UnderWay--;
        if (_state.IsHeldBy(from))
        {
            _machine.Report("deadlock", $"{_machine.Cpus[from].Name} requests {_state.Name}, which it already holds");
        }

        if (_state.Request(from, shared))
        {
            Grant(from, host);
        }
    }

    private void Release(int from, IActorHost host)
    {
        _machine.Cells.Touched |= _machine.LockWatchers(_state.Id);
        if (!_state.Release(from))
        {
            _machine.Report("lock", $"{_machine.Cpus[from].Name} gives up {_state.Name}, which it does not hold");
            return;
        }

        for (var next = _state.GrantNext(); next >= 0; next = _state.GrantNext())
        {
            Grant(next, host);
        }
    }

    private void Grant(int to, IActorHost host)
    {
        host.Send(new Message(MessageKind.Granted, _address, to));
    }
}
