using Akka.Actor;
using RaceSim.Actors;

namespace RaceSim.Hosts.Akka;

/// <summary>The parent of a model's actors. What one of them throws goes to whoever runs the model; the actor itself is restarted.</summary>
internal sealed class ModelSupervisor : UntypedActor
{
    private readonly Action<Exception> _report;

    /// <summary>Creates an Akka actor for each actor of a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="receive">Has an actor handle a message, which names its receiver.</param>
    /// <param name="report">Told what an actor threw.</param>
    /// <param name="created">Told the actors, by address.</param>
    public ModelSupervisor(ActorModel model, Action<Message> receive, Action<Exception> report, Action<IActorRef[]> created)
    {
        _report = report;
        created([.. model.Actors.Select((_, address) => Context.ActorOf(Props.Create(() => new ModelActor(receive)), $"a{address}"))]);
    }

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(fault =>
    {
        _report(fault is ActorInitializationException { InnerException: { } inner } ? inner : fault);
        return Directive.Restart;
    });

    /// <inheritdoc/>
    protected override void OnReceive(object message) => Unhandled(message);
}
