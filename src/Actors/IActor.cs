namespace RaceSim.Actors;

/// <summary>An actor: it handles one message at a time and reaches others only by messages.</summary>
public interface IActor
{
    /// <summary>Handles a message; answers go through <paramref name="host"/>.</summary>
    void Receive(in Message message, IActorHost host);

    /// <summary>Returns to the initial state.</summary>
    void Reset();
}
