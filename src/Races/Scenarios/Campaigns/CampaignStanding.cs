namespace RaceSim.Scenarios.Campaigns;

/// <summary>How far the shards behind a report are.</summary>
/// <param name="Shards">The numbers of the shards that the report is made of, ascending.</param>
/// <param name="Count">How many shards the campaign has.</param>
/// <param name="Unit">What is counted: <c>part</c> or <c>schedule</c>.</param>
/// <param name="Done">How many are done.</param>
/// <param name="Left">How many are known to be left in these shards.</param>
public sealed record CampaignStanding(IReadOnlyList<int> Shards, int Count, string Unit, long Done, long Left)
{
    /// <summary>The shards that the report lacks.</summary>
    public IReadOnlyList<int> Missing => [.. Enumerable.Range(1, Count).Except(Shards)];

    /// <summary>Whether these shards have nothing left.</summary>
    public bool IsFinished => Left == 0;

    /// <summary>Whether all shards are there and have nothing left.</summary>
    public bool IsWhole => IsFinished && Shards.Count == Count;
}
