namespace RaceSim.Scenarios;

/// <summary>What an instance checks.</summary>
/// <param name="Invariants">The ids to check; null for all that apply, empty for none (bare speed).</param>
public sealed record InstanceOptions(IReadOnlyList<string>? Invariants = null)
{
    /// <summary>Every invariant that applies.</summary>
    public static InstanceOptions Default { get; } = new();
}
