using RaceSim.Actors;

namespace RaceSim.Scenarios;

/// <summary>What an instance checks.</summary>
/// <param name="Invariants">The ids to check; null for all that apply, empty for none (bare speed).</param>
/// <param name="Hosting">What brings the actors to life; null for the deterministic host.</param>
public sealed record InstanceOptions(IReadOnlyList<string>? Invariants = null, IHosting? Hosting = null)
{
    /// <summary>Every invariant that applies.</summary>
    public static InstanceOptions Default { get; } = new();
}
