namespace RaceSim.Actors;

/// <summary>Looks at the state between steps; reports what is broken to the machine.</summary>
public interface IMonitor
{
    /// <summary>Whether it looks at steps at all; otherwise only at the end. Does not change.</summary>
    bool LooksAtSteps { get; }

    /// <summary>Called after a step, once every lock and process actor has come to rest.</summary>
    /// <param name="touched">The watchers of what the step wrote; never zero.</param>
    void AfterStep(ulong touched);

    /// <summary>Called when every thread has finished.</summary>
    void AtEnd();

    /// <summary>Called when a new execution begins.</summary>
    void Reset();
}
