namespace RaceSim.Scenarios.Campaigns;

/// <summary>When and how checkpoints are written. Used by one thread at a time.</summary>
/// <param name="IsDue">Whether it is time.</param>
/// <param name="Write">Writes one.</param>
public sealed record Checkpoints(Func<bool> IsDue, Action Write)
{
    /// <summary>Writes one after so many parts or schedules, too; 0 for no such number.</summary>
    public long Every { get; init; }
}
