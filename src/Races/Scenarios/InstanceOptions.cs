using RaceSim.Actors;

namespace RaceSim.Scenarios;

/// <summary>What an instance checks.</summary>
/// <param name="Invariants">The ids to check; null for all that apply, empty for none (bare speed).</param>
/// <param name="Hosting">What brings the actors to life; null for the deterministic host.</param>
public sealed record InstanceOptions(IReadOnlyList<string>? Invariants = null, IHosting? Hosting = null)
{
    /// <summary>The operations of the file's threads that are left out, each by its actor and its place in the thread, from 0; a sketch has none.</summary>
    public IReadOnlySet<(int Actor, int Index)> Without { get; init; } = new HashSet<(int, int)>();

    /// <summary>Every invariant that applies.</summary>
    public static InstanceOptions Default { get; } = new();
}
