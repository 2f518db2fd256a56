namespace RaceSim.Scenarios.Measures.ForkCost;

/// <summary>
/// Time of a round of the benchmark on n CPUs, in rounds without contpte: 1 + access * (further accesses) + invalidation * n^power * (further TLB invalidations). Every CPU
/// forks at the same time. With power 2, an invalidation is answered by n CPUs and waits behind those of n forks.
/// </summary>
/// <param name="Access">What one access costs, in rounds without contpte. Fitted.</param>
/// <param name="Invalidation">What one invalidation costs on one CPU, in rounds without contpte. Fitted.</param>
/// <param name="Power">How the cost of an invalidation grows with the CPUs: 1 or 2. Chosen, not fitted.</param>
public sealed record ForkCostModel(double Access, double Invalidation, int Power)
{
    private const double Hundred = 100;

    /// <summary>Fits the two costs to the posted table by least squares of the times.</summary>
    /// <param name="without">The fork without contpte.</param>
    /// <param name="before">The fork that the column "before" measured.</param>
    /// <param name="after">The fork that the column "after" measured.</param>
    /// <param name="power">1 or 2.</param>
    public static ForkCostModel Fit(ForkCounts without, ForkCounts before, ForkCounts after, int power)
    {
        // Normal equations of two unknowns.
        var (aa, ab, bb, ay, by) = (0.0, 0.0, 0.0, 0.0, 0.0);
        foreach (var row in PostedForkCost.Rows)
        {
            foreach (var (counts, percent) in new[] { (before, row.BeforePercent), (after, row.AfterPercent) })
            {
                double a = counts.Accesses - without.Accesses;
                var b = (counts.Invalidations - without.Invalidations) * Math.Pow(row.Cpus, power);
                var y = Time(percent) - 1;
                (aa, ab, bb, ay, by) = (aa + (a * a), ab + (a * b), bb + (b * b), ay + (a * y), by + (b * y));
            }
        }

        var determinant = (aa * bb) - (ab * ab);
        return new ForkCostModel(((ay * bb) - (by * ab)) / determinant, ((by * aa) - (ay * ab)) / determinant, power);
    }

    /// <summary>The change of speed that the model gives, in percent; negative is slower.</summary>
    public double Percent(ForkCounts counts, ForkCounts without, int cpus)
    {
        var time = 1 + (Access * (counts.Accesses - without.Accesses))
            + (Invalidation * Math.Pow(cpus, Power) * (counts.Invalidations - without.Invalidations));
        return Hundred * ((1 / time) - 1);
    }

    /// <summary>The time of a round whose speed changed by so many percent.</summary>
    private static double Time(double percent) => 1 / (1 + (percent / Hundred));
}
