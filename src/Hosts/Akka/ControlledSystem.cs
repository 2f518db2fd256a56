using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using RaceSim.Actors;
using RaceSim.Exploration;

namespace RaceSim.Hosts.Akka;

/// <summary>An actor system that has no thread of its own: whoever holds its <see cref="PickQueue"/> runs its mailboxes.</summary>
internal sealed class ControlledSystem : IDisposable
{
    private const int MostPumps = 10_000;

    // No loggers, no hooks into the process, no clock; two dispatchers, because Akka's own actors have one to themselves.
    private const string Configuration = """
        akka {
          loglevel = OFF
          stdout-loglevel = OFF
          loggers = []
          log-dead-letters = off
          log-dead-letters-during-shutdown = off
          scheduler.implementation = "RaceSim.Hosts.Akka.StandstillScheduler, RaceSim.Hosts.Akka"
          coordinated-shutdown.run-by-actor-system-terminate = off
          coordinated-shutdown.run-by-clr-shutdown-hook = off
          actor.default-dispatcher = ${racesim-dispatcher}
          actor.internal-dispatcher = ${racesim-dispatcher}
        }
        racesim-dispatcher {
          type = Dispatcher
          executor = "RaceSim.Hosts.Akka.PickExecutorConfigurator, RaceSim.Hosts.Akka"
          throughput = 1
        }
        """;

    /// <summary>Starts a system with one Akka actor for each actor of a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="receive">Has an actor handle a message, which names its receiver.</param>
    /// <param name="report">Told what an actor threw.</param>
    public ControlledSystem(ActorModel model, Action<Message> receive, Action<Exception> report)
    {
        var config = ConfigurationFactory.ParseString(Configuration);
        System = ActorSystem.Create("racesim", ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(config), Queue));
        Action<IActorRef[]> created = actors => Actors = actors;
        System.ActorOf(Props.Create(() => new ModelSupervisor(model, receive, report, created)), "model");
        Queue.RunOthers();
        if (Actors.Length == 0)
        {
            throw new EngineException("Akka did not start the model's actors");
        }
    }

    /// <summary>The actor system.</summary>
    public ActorSystem System { get; }

    /// <summary>The mailbox runs.</summary>
    public PickQueue Queue { get; } = new();

    /// <summary>The Akka actors, by address.</summary>
    public IActorRef[] Actors { get; private set; } = [];

    /// <summary>Stops all actors and waits until they have.</summary>
    /// <exception cref="EngineException">They have not.</exception>
    public void Dispose()
    {
        var terminated = System.Terminate();
        for (var i = 0; i < MostPumps && !terminated.IsCompleted; i++)
        {
            if (!Queue.RunOthers())
            {
                terminated.Wait(1);
            }
        }

        System.Dispose();
        if (!terminated.IsCompleted)
        {
            throw new EngineException("Akka did not stop the model's actors");
        }
    }
}
