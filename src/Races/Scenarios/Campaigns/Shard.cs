namespace RaceSim.Scenarios.Campaigns;

/// <summary>One of several shares of an exploration. Which share is which does not depend on anything that happens.</summary>
/// <param name="Number">1 to <paramref name="Count"/>.</param>
/// <param name="Count">The number of shares, at least 1.</param>
public readonly record struct Shard(int Number, int Count)
{
    /// <summary>The greatest number of shares.</summary>
    public const int MostShards = 4_096;

    /// <summary>The only share.</summary>
    public static Shard All { get; } = new(1, 1);

    /// <summary>Whether a part, or a schedule, belongs to it.</summary>
    /// <param name="index">Its index, from 0.</param>
    public bool Has(long index) => index % Count == Number - 1;

    /// <inheritdoc/>
    public override string ToString() => $"{Number}/{Count}";
}
