using System.Runtime.ExceptionServices;
using Microsoft.Coyote;
using Microsoft.Coyote.Actors;
using Microsoft.Coyote.Logging;
using Microsoft.Coyote.Runtime;
using Microsoft.Coyote.SystematicTesting;
using RaceSim.Actors;
using RaceSim.Exploration;
using RaceSim.Kernel;

namespace RaceSim.Hosts.Coyote;

/// <summary>
/// A model as Coyote actors, run by Coyote's testing engine: one of Coyote's strategies decides whose mailbox is next, and draws the kernel's own
/// choices. An execution is an iteration of the engine, which waits for the next <see cref="Execute"/> between two of them.
/// </summary>
public sealed class CoyoteHost : IActorHost, IDisposable
{
    /// <summary>The largest step bound: Coyote takes a few decisions a step, and its own bound must not be hit first.</summary>
    public const int MostSteps = 1 << 24;

    private readonly FreeRun _run;
    private readonly string[] _names;
    private readonly ActorId?[] _actors;
    private readonly TestingEngine _engine;
    private readonly Thread _thread;
    private readonly SemaphoreSlim _go = new(0);
    private readonly SemaphoreSlim _done = new(0);
    private IActorRuntime _runtime = null!;
    private Exception? _failure;
    private bool _isStarted;
    private volatile bool _isEnded;
    private bool _hasRun;
    private bool _isStopping;
    private bool _isTold;

    /// <summary>Prepares the executions of a profile.</summary>
    /// <param name="model">The model; nobody else may use it.</param>
    /// <param name="profile">How to explore.</param>
    /// <param name="trace">The text of the trace of Coyote's to repeat; null unless the profile says so.</param>
    /// <param name="iterations">The number of executions, at least 1, unless the profile says it.</param>
    /// <param name="stepBound">The number of steps after which an execution is given up, 1 to <see cref="MostSteps"/>, unless the profile says it.</param>
    /// <param name="seed">The seed, unless the profile says it.</param>
    /// <exception cref="ProfileException">The trace is not one of Coyote's.</exception>
    public CoyoteHost(ActorModel model, CoyoteProfile profile, string? trace, long iterations, int stepBound, ulong seed)
    {
        _run = new FreeRun(model, this, profile.MaxSteps ?? stepBound, arity => _runtime.RandomInteger(arity));
        _names = [.. model.Names];
        _actors = new ActorId?[_names.Length];
        var count = (uint)Math.Min(uint.MaxValue, profile.Iterations ?? iterations);
        _engine = Create(CoyoteSettings.Of(profile, profile.Seed ?? (uint)seed, count, trace), trace is not null);
        _engine.SetLogger(new TextWriterLogger(TextWriter.Null, VerbosityLevel.None));
        _engine.RegisterStartIterationCallBack(_ => AwaitGo());
        _engine.RegisterEndIterationCallBack(_ => EndIteration());
        _thread = new Thread(RunEngine) { IsBackground = true };
    }

    /// <summary>What the last execution did. Only to be read between executions.</summary>
    public FreeRun Run => _run;

    /// <summary>Coyote's own trace of the first violation it reported, as JSON; null if it reported none. Complete once the host is disposed.</summary>
    public string? OwnTrace { get; private set; }

    /// <summary>Runs the next execution to its end.</summary>
    /// <returns>False if Coyote has no more.</returns>
    /// <exception cref="ModelException">The scenario asks for what the model cannot do.</exception>
    /// <exception cref="EngineException">An actor threw, or Coyote itself failed.</exception>
    public bool Execute()
    {
        if (!_isStarted)
        {
            _isStarted = true;
            _thread.Start();
        }

        if (_isEnded)
        {
            return false;
        }

        _hasRun = false;
        _go.Release();
        _done.Wait();
        if (_failure is not null)
        {
            throw new EngineException($"Coyote's engine threw {_failure.GetType().Name}: {_failure.Message}");
        }

        Throw(_run.Fault);
        return _hasRun;
    }

    /// <inheritdoc/>
    public void Send(in Message message)
    {
        var id = _actors[message.To] ??= _runtime.CreateActor(typeof(ModelActor), _names[message.To], new Hosting(this));
        _runtime.SendEvent(id, new Delivery(message));
    }

    /// <summary>Ends the engine and its threads.</summary>
    public void Dispose()
    {
        if (_isStarted && _thread.IsAlive)
        {
            _isStopping = true;
            _go.Release();
            _thread.Join();
        }

        _engine.Dispose();
        _go.Dispose();
        _done.Dispose();
    }

    /// <summary>Has a RaceSim actor handle a message; tells the specification what broke, or that all is done, and the actors that the execution is over.</summary>
    internal void Handle(in Message message)
    {
        var isOver = _run.Handle(message);
        if (_run.Violation is { } violation && _run.HasStepped && !_isTold)
        {
            _isTold = true;
            _runtime.Monitor<InvariantSpecification>(new InvariantSpecification.Broken(violation));
        }
        else if (isOver && !_run.IsStuck)
        {
            _runtime.Monitor<InvariantSpecification>(new InvariantSpecification.Finished());
        }

        if (isOver)
        {
            foreach (var actor in _actors)
            {
                if (actor is not null)
                {
                    _runtime.SendEvent(actor, Ended.Instance);
                }
            }
        }
    }

    private TestingEngine Create(Configuration configuration, bool repeats)
    {
        try
        {
            return TestingEngine.Create(configuration, (Action<IActorRuntime>)Test);
        }
        catch (Exception) when (repeats)
        {
            // The engine reads the trace without asking whether it is one: any exception can come of that.
            throw new ProfileException("not a trace of Coyote's");
        }
    }

    private void Test(IActorRuntime runtime)
    {
        if (_isStopping)
        {
            return;
        }

        _runtime = runtime;
        _isTold = false;
        Array.Clear(_actors);
        runtime.RegisterMonitor<InvariantSpecification>();
        SchedulingPoint.Suppress();
        _run.Begin();
        SchedulingPoint.Resume();
    }

    private void AwaitGo()
    {
        KeepTrace();
        _go.Wait();
        if (_isStopping)
        {
            _engine.Stop();
        }
    }

    private void EndIteration()
    {
        _hasRun = true;
        _done.Release();
    }

    private void RunEngine()
    {
        try
        {
            _engine.Run();
        }
        catch (Exception failure)
        {
            _failure = failure;
        }

        KeepTrace();
        _isEnded = true;
        _done.Release();
    }

    // The engine writes the trace down after the iteration has ended, and writes over it after the next one.
    private void KeepTrace() => OwnTrace ??= _engine.ReproducibleTrace.Length > 0 ? _engine.ReproducibleTrace : null;

    private static void Throw(Exception? fault)
    {
        if (fault is ModelException)
        {
            ExceptionDispatchInfo.Throw(fault);
        }

        if (fault is not null)
        {
            throw new EngineException($"an actor on Coyote threw {fault.GetType().Name}: {fault.Message}");
        }
    }
}
