namespace RaceSim.Actors;

/// <summary>Delivers messages, in the order in which each sender sent them.</summary>
public interface IActorHost
{
    /// <summary>Queues a message for its receiver.</summary>
    void Send(in Message message);
}
