using System.Numerics;
using RaceSim.Kernel.Cpus;
using RaceSim.Steps;

namespace RaceSim.Actors;

/// <summary>
/// Executions in which nobody chooses who moves: every CPU steps when its turn in its host comes, and messages to locks and processes are under way for as long
/// as the host likes. Writes down the order in which steps take effect: a lock gets the messages of two steps in the order of the steps, so the deterministic
/// host repeats the execution from that order (<c>docs/soundness.md</c>, section 11).
/// </summary>
/// <remarks>
/// The memory of the simulated machine: a host calls <see cref="Begin"/> and <see cref="Handle"/> from one thread at a time, and must put what
/// <see cref="Handle"/> sends into the receivers' mailboxes before the next call. That makes a simulated access, and a request with its place in a lock's queue, atomic.
/// </remarks>
public sealed class FreeRun : IActorHost
{
    private readonly ActorModel _model;
    private readonly Machine _machine;
    private readonly IActorHost _transport;
    private readonly Func<int, int> _choose;
    private readonly int _stepBound;
    private readonly List<(int Actor, int Value)> _decisions = [];
    private ulong _aboutToStep;
    private ulong _asking;
    private bool _isGivenUp;

    /// <summary>Prepares executions of a model.</summary>
    /// <param name="model">The model; nobody else may use it.</param>
    /// <param name="transport">Puts messages into mailboxes.</param>
    /// <param name="stepBound">The number of steps after which an execution is given up, at least 1.</param>
    /// <param name="choose">Makes the kernel's own choices: from a number n, at least 2, one of 0 to n - 1.</param>
    public FreeRun(ActorModel model, IActorHost transport, int stepBound, Func<int, int> choose)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(stepBound, 1);
        _model = model;
        _machine = model.Machine;
        _transport = transport;
        _stepBound = stepBound;
        _choose = choose;
    }

    /// <summary>The steps of the present or last execution, in the order in which they took effect: who, and the value chosen.</summary>
    public IReadOnlyList<(int Actor, int Value)> Decisions => _decisions;

    /// <summary>The messages sent and not yet handled; 0 is the end of the execution.</summary>
    public int UnderWay { get; private set; }

    /// <summary>The first check that broke; null if none did.</summary>
    public Violation? Violation => _machine.Violation;

    /// <summary>Whether the execution was given up before its end: at the step bound, at a violation, or because an actor threw.</summary>
    public bool WasGivenUp => _isGivenUp;

    /// <summary>Whether a step has been taken.</summary>
    public bool HasStepped => _decisions.Count > 0;

    /// <summary>Whether nobody can move and somebody has not finished, or the execution was given up.</summary>
    public bool IsStuck => _isGivenUp || _machine.Busy != 0;

    /// <summary>What an actor threw; null if none did. The execution is given up then.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>A hash of the state; of the final one, once the execution has ended.</summary>
    public ulong Fingerprint() => _machine.Fingerprint();

    /// <summary>Returns to the initial state and sends the first messages.</summary>
    public void Begin()
    {
        _model.Reset();
        _decisions.Clear();
        _aboutToStep = 0;
        _asking = 0;
        _isGivenUp = false;
        Fault = null;
        UnderWay = 0;
        _model.Begin(this);
    }

    /// <summary>Has the receiver handle a message, and checks what has changed.</summary>
    /// <param name="message">A message that was sent through the transport.</param>
    /// <returns>Whether it was the last message of the execution.</returns>
    /// <exception cref="Exception">What the actor threw: the host's to report. The message counts as handled.</exception>
    public bool Handle(in Message message)
    {
        try
        {
            if (!_isGivenUp)
            {
                Receive(message);
            }
        }
        catch (Exception fault)
        {
            Fault ??= fault;
            _isGivenUp = true;
            throw;
        }
        finally
        {
            UnderWay--;
        }

        if (UnderWay == 0 && _machine.Busy == 0 && !_isGivenUp)
        {
            _model.LookAtEnd();
        }

        return UnderWay == 0;
    }

    /// <inheritdoc/>
    public void Send(in Message message)
    {
        UnderWay++;
        _transport.Send(message);
    }

    private void Receive(in Message message)
    {
        if (message.Kind == MessageKind.Step)
        {
            if (_decisions.Count == _stepBound)
            {
                _isGivenUp = true;
                return;
            }

            Step(message.To);
        }
        else
        {
            if (message.Kind == MessageKind.Release)
            {
                _machine.BeginStep(message.From, OperationKind.Release);
            }

            _model.Actors[message.To].Receive(message, this);
        }

        _model.Look();
        _isGivenUp = _machine.Violation is not null && _decisions.Count > 0; // What is broken from the start is seen after the first step.
        if (message.Kind == MessageKind.Answered)
        {
            _asking &= ~(1UL << message.To);
        }

        GoOn();
    }

    private void Step(int context)
    {
        ref readonly var next = ref _machine.Cpus[context].Next;
        var bit = 1UL << context;
        var value = next.Arity > 1 ? _choose(next.Arity) : 0;
        _aboutToStep &= ~bit;
        _asking |= next.Kind is OperationKind.TryAcquire or OperationKind.Peek ? bit : 0;
        _decisions.Add((context, value));
        _machine.BeginStep(context, next.Kind);
        _model.Actors[context].Receive(new Message(MessageKind.Step, -1, context, value), this);
    }

    // Who can take its next step is told to, unless it has been already, or waits for a lock's answer.
    private void GoOn()
    {
        for (var left = _isGivenUp ? 0 : _machine.Runnable & ~_aboutToStep & ~_asking; left != 0; left &= left - 1)
        {
            var context = BitOperations.TrailingZeroCount(left);
            _aboutToStep |= 1UL << context;
            Send(new Message(MessageKind.Step, -1, context));
        }
    }
}
