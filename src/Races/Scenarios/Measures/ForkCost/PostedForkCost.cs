namespace RaceSim.Scenarios.Measures.ForkCost;

/// <summary>
/// The posted measurement: change of a fork microbenchmark's speed against the time before contiguous entries, on an Ampere Altra (seed 003, comment #4, from the commit
/// log of the series' patch 13). Negative is slower.
/// </summary>
/// <param name="Cpus">The number of CPUs.</param>
/// <param name="BeforePercent">Before the optimisation: contpte below the entry-by-entry copy.</param>
/// <param name="AfterPercent">After it: contpte below the batched copy.</param>
public sealed record PostedForkCost(int Cpus, double BeforePercent, double AfterPercent)
{
    /// <summary>Where the numbers were posted.</summary>
    public const string Source = "003_bd5add0804e90d8b.txt#4";

    /// <summary>The five rows of the table.</summary>
    public static IReadOnlyList<PostedForkCost> Rows { get; } =
    [
        new(1, -10.4, -5.2),
        new(8, -15.4, -3.5),
        new(16, -38.7, -3.7),
        new(24, -57.0, -4.4),
        new(32, -65.8, -5.4),
    ];
}
