namespace RaceSim.Scenarios.Measures.ForkCost;

/// <summary>The posted table of fork's cost beside what a model over the counts of simulated forks gives.</summary>
/// <param name="Without">The fork without contpte.</param>
/// <param name="Before">With contpte, entry by entry.</param>
/// <param name="After">With contpte, batched as posted.</param>
/// <param name="Merged">With contpte, batched as merged.</param>
/// <param name="Model">The model with its fitted costs.</param>
/// <param name="Rows">One row for each posted one.</param>
/// <param name="BeforeError">The root of the mean square of model minus posted in the column "before", in percentage points.</param>
/// <param name="AfterError">The same for the column "after".</param>
/// <param name="LinearError">The same for the column "before" if an invalidation's cost grows with the CPUs instead of their square.</param>
public sealed record ForkCostReport(
    ForkCounts Without,
    ForkCounts Before,
    ForkCounts After,
    ForkCounts Merged,
    ForkCostModel Model,
    IReadOnlyList<ForkCostRow> Rows,
    double BeforeError,
    double AfterError,
    double LinearError)
{
    private const int Square = 2;

    /// <summary>Runs the forks, fits the model, and fills the table.</summary>
    public static ForkCostReport Create()
    {
        var without = ForkCounts.Of("linux-6.8");
        var before = ForkCounts.Of("contpte-per-pte");
        var after = ForkCounts.Of("batch-v2");
        var merged = ForkCounts.Of("linux-6.9");
        var model = ForkCostModel.Fit(without, before, after, Square);
        var linear = ForkCostModel.Fit(without, before, after, 1);
        return new ForkCostReport(
            without,
            before,
            after,
            merged,
            model,
            [.. PostedForkCost.Rows.Select(p => new ForkCostRow(p, model.Percent(before, without, p.Cpus), model.Percent(after, without, p.Cpus), model.Percent(merged, without, p.Cpus)))],
            Error(p => model.Percent(before, without, p.Cpus) - p.BeforePercent),
            Error(p => model.Percent(after, without, p.Cpus) - p.AfterPercent),
            Error(p => linear.Percent(before, without, p.Cpus) - p.BeforePercent));
    }

    private static double Error(Func<PostedForkCost, double> difference) =>
        Math.Sqrt(PostedForkCost.Rows.Select(difference).Average(d => d * d));
}
