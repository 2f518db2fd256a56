using Akka.Actor;
using Akka.Configuration;
using RaceSim.Actors;
using RaceSim.Exploration;
using RaceSim.Kernel;

namespace RaceSim.Hosts.Akka;

/// <summary>
/// A model on an actor system with Akka's own dispatchers, on all cores: who moves is decided by the machine that runs it. The memory of the simulated machine lets one
/// actor act at a time, as a bus would; a step, and what it puts into mailboxes, is atomic for that reason and no other.
/// </summary>
/// <remarks>
/// Left alone, few cores run the CPUs nearly in turn. So each CPU is more or less lazy in each execution: now and then it puts its step back to the end of its mailbox.
/// </remarks>
public sealed class LiveHost : IActorHost, IDisposable
{
    private const string Configuration = """
        akka {
          loglevel = OFF
          stdout-loglevel = OFF
          loggers = []
          log-dead-letters = off
          log-dead-letters-during-shutdown = off
          coordinated-shutdown.run-by-clr-shutdown-hook = off
          actor.default-dispatcher {
            type = ForkJoinDispatcher
            throughput = 1
            dedicated-thread-pool.thread-count = CORES
          }
        }
        """;

    private const int MostLaziness = 8; // In eighths; one below it at most, so that everybody moves at last.

    private readonly Lock _memory = new();
    private readonly SemaphoreSlim _ended = new(0);
    private readonly ActorSystem _system;
    private readonly IActorRef[] _actors;
    private readonly FreeRun _run;
    private readonly int[] _laziness;
    private Exception? _fault;
    private int _unreported; // Exceptions on their way to the supervisor.
    private Rng _rng;

    /// <summary>Starts an actor system for a model.</summary>
    /// <param name="model">The model; nobody else may use it.</param>
    /// <param name="stepBound">The number of steps after which an execution is given up, at least 1.</param>
    /// <param name="cores">The number of threads, at least 1.</param>
    /// <param name="seed">Of the kernel's own choices and of the CPUs' laziness. Who moves is not drawn, so the same seed does not give the same executions.</param>
    public LiveHost(ActorModel model, int stepBound, int cores, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(cores, 1);
        _laziness = new int[model.Contexts];
        _rng = new Rng(seed);
        _run = new FreeRun(model, this, stepBound, arity => _rng.Below(arity));
        _system = ActorSystem.Create("racesim-live", ConfigurationFactory.ParseString(Configuration.Replace("CORES", $"{cores}", StringComparison.Ordinal)));
        var created = new TaskCompletionSource<IActorRef[]>();
        Action<Message> receive = Receive;
        Action<Exception> report = Report;
        Action<IActorRef[]> tell = created.SetResult;
        _system.ActorOf(Props.Create(() => new ModelSupervisor(model, receive, report, tell)), "model");
        _actors = created.Task.GetAwaiter().GetResult();
    }

    /// <summary>What the last execution did. Only to be read between executions.</summary>
    public FreeRun Run => _run;

    /// <summary>The actor system.</summary>
    internal ActorSystem System => _system;

    /// <summary>Runs one execution to its end, on Akka's threads.</summary>
    /// <exception cref="ModelException">The scenario asks for what the model cannot do.</exception>
    /// <exception cref="EngineException">An actor threw.</exception>
    public void Execute()
    {
        bool isOver;
        lock (_memory)
        {
            for (var i = 0; i < _laziness.Length; i++)
            {
                _laziness[i] = _rng.Below(MostLaziness);
            }

            _fault = null;
            _run.Begin();
            isOver = _run.UnderWay == 0;
        }

        if (!isOver)
        {
            _ended.Wait();
        }

        lock (_memory)
        {
            ModelFailure.Throw(_fault);
        }
    }

    /// <inheritdoc/>
    public void Send(in Message message) => _actors[message.To].Tell(message, ActorRefs.NoSender);

    /// <summary>Stops the actor system and waits until it has.</summary>
    public void Dispose()
    {
        _system.Terminate().Wait();
        _system.Dispose();
        _ended.Dispose();
    }

    private void Receive(Message message)
    {
        lock (_memory)
        {
            if (message.Kind == MessageKind.Step && _rng.Below(MostLaziness) < _laziness[message.To])
            {
                Send(message);
                return;
            }

            try
            {
                _run.Handle(message);
            }
            catch (Exception)
            {
                _unreported++;
                throw; // To the supervisor; the run has taken the message off.
            }

            EndIfOver();
        }
    }

    // What supervision tells of an actor's exception.
    private void Report(Exception fault)
    {
        lock (_memory)
        {
            _fault ??= fault;
            _unreported--;
            EndIfOver();
        }
    }

    private void EndIfOver()
    {
        if (_run.UnderWay == 0 && _unreported == 0)
        {
            _ended.Release();
        }
    }
}
