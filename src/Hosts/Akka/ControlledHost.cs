using System.Numerics;
using Akka.Actor;
using RaceSim.Actors;
using RaceSim.Exploration;
using RaceSim.Kernel.Cpus;
using RaceSim.Steps;

namespace RaceSim.Hosts.Akka;

/// <summary>
/// A model on a controlled actor system. Every CPU that can step has the message to do so in its mailbox, and the exploration picks one of these mailboxes to be run; what that
/// sends is delivered until no mailbox but those is left. All of it happens on the calling thread.
/// </summary>
internal sealed class ControlledHost : IProgram, IActorHost, IDisposable
{
    private readonly ActorModel _model;
    private readonly Machine _machine;
    private readonly ControlledSystem _system;
    private readonly PickQueue _queue;
    private readonly IActorRef[] _actors;
    private readonly object[] _steps;
    private Exception? _fault;
    private bool _isDropping;
    private int _value;
    private int _handled;

    /// <summary>Hosts a model.</summary>
    public ControlledHost(ActorModel model)
    {
        _model = model;
        _machine = model.Machine;
        _system = new ControlledSystem(model, Receive, fault => _fault ??= fault);
        _queue = _system.Queue;
        _actors = _system.Actors;
        _steps = [.. Enumerable.Range(0, model.Contexts).Select(i => (object)new Message(MessageKind.Step, -1, i))];
        Reset();
    }

    /// <summary>The actor system.</summary>
    public ActorSystem System => _system.System;

    /// <inheritdoc/>
    public int ActorCount => _model.Contexts;

    /// <inheritdoc/>
    public int CellCount => _machine.Cells.Count;

    /// <inheritdoc/>
    public int LockCount => _machine.Locks.Count;

    /// <inheritdoc/>
    public ulong Enabled => _queue.Steps;

    /// <inheritdoc/>
    public ulong Unfinished => _machine.Busy;

    /// <inheritdoc/>
    public Violation? Violation => _machine.Violation;

    /// <inheritdoc/>
    public IReadOnlyList<Violation> Violations => _machine.Violations;

    /// <inheritdoc/>
    public UInt128 Events => _machine.Events;

    /// <inheritdoc/>
    public ref readonly Operation Next(int actor) => ref _machine.Cpus[actor].Next;

    /// <inheritdoc/>
    public ReadOnlySpan<(int Actor, int Local)> EnabledBy(int actor) => _machine.EnabledBy(actor);

    /// <inheritdoc/>
    public void Reset()
    {
        DropMessages();
        _fault = null;
        _model.Reset();
        _model.Begin(this);
        Settle();
        _machine.Cells.Touched = 0;
        if (_machine.Busy == 0)
        {
            _model.LookAtEnd(); // Not one path has a step.
        }
    }

    /// <inheritdoc/>
    public void Step(int actor, int value)
    {
        _machine.BeginStep(actor, Next(actor).Kind);
        _value = value;
        _handled = 0;
        _queue.RunStep(actor);
        if (_handled != 1)
        {
            throw new EngineException($"one pick of {ActorName(actor)} had it handle {_handled} messages"); // Akka's throughput of 1 allows two.
        }

        Settle();
        _model.Look();
        if (_machine.Busy == 0)
        {
            _model.LookAtEnd();
        }
    }

    /// <inheritdoc/>
    public ulong Fingerprint() => _machine.Fingerprint();

    /// <inheritdoc/>
    public string ActorName(int actor) => _model.Names[actor];

    /// <inheritdoc/>
    public void Send(in Message message) => _actors[message.To].Tell(message, ActorRefs.NoSender);

    /// <inheritdoc/>
    public void Dispose()
    {
        DropMessages();
        _system.Dispose();
    }

    private void Receive(Message message)
    {
        if (_isDropping)
        {
            return;
        }

        _handled++;
        if (message.Kind == MessageKind.Step)
        {
            message = message with { Value = _value };
        }

        _model.Actors[message.To].Receive(message, this);
    }

    // Delivers what is under way, then has everybody who can step about to do so.
    private void Settle()
    {
        _queue.RunOthers();
        ModelFailure.Throw(_fault);
        for (var fresh = _machine.Runnable & ~_queue.Steps; fresh != 0; fresh &= fresh - 1)
        {
            var context = BitOperations.TrailingZeroCount(fresh);
            _queue.BeginPost(context);
            _actors[context].Tell(_steps[context], ActorRefs.NoSender);
            _queue.EndPost();
        }
    }

    // Empties all mailboxes.
    private void DropMessages()
    {
        _isDropping = true;
        for (var left = _queue.Steps; left != 0; left &= left - 1)
        {
            _queue.RunStep(BitOperations.TrailingZeroCount(left));
        }

        _queue.RunOthers();
        _isDropping = false;
    }
}
