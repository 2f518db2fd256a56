using Akka.Actor;
using RaceSim.Actors;

namespace RaceSim.Hosts.Akka;

/// <summary>An Akka actor that has one RaceSim actor in it: a CPU, a lock or a process.</summary>
/// <param name="receive">Has the RaceSim actor handle a message.</param>
internal sealed class ModelActor(Action<Message> receive) : UntypedActor
{
    /// <inheritdoc/>
    protected override void OnReceive(object message) => receive((Message)message);
}
