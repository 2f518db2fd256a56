using RaceSim.Steps;

namespace RaceSim.Exploration;

/// <summary>Two conflicting accesses of different actors in the order in which they were seen.</summary>
/// <param name="FirstActor">The number of the actor that came first.</param>
/// <param name="First">Where its access was written.</param>
/// <param name="ThenActor">The number of the other actor.</param>
/// <param name="Then">Where its access was written.</param>
public readonly record struct AccessPair(int FirstActor, SourceLabel First, int ThenActor, SourceLabel Then)
{
    /// <summary>The same two accesses in the other order.</summary>
    public AccessPair Reversed() => new(ThenActor, Then, FirstActor, First);
}
