namespace RaceSim.Exploration;

/// <summary>How much of what a random source can show has not been shown yet.</summary>
/// <remarks>
/// Papers: Good, "The population frequencies of species and the estimation of population parameters", Biometrika 1953: the probability that one more
/// sample shows a new class is estimated by the share of samples whose class was seen once. Interval: Esty, "A normal limit law for a
/// nonparametric estimator of the coverage of a random sample", Annals of Statistics 1983, with variance
/// (N1 (1 - N1 / N) + 2 N2) / N^2. Where next to nothing was seen once or twice the normal law does not hold; the upper end is then at least that of the
/// rule for events that have not happened, ln 40 / N (probability 1/40 on this side). Böhme, "STADS: Software testing as species discovery",
/// TOSEM 2018, applies both to testing. Precondition: the samples are independent, so nothing that learns from them may choose them.
/// </remarks>
public static class GoodTuring
{
    private const double Normal = 1.959964;
    private const double OneSided = 40;

    /// <summary>The share of further samples expected to show a class not seen yet, with its 95% confidence interval.</summary>
    /// <param name="samples">The samples, at least 1.</param>
    /// <param name="once">How many classes one sample showed.</param>
    /// <param name="twice">How many classes two samples showed.</param>
    public static ShareEstimate Unseen(long samples, long once, long twice)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        var n = (double)samples;
        var share = once / n;
        var deviation = Math.Sqrt((once * (1 - share)) + (2.0 * twice)) / n;
        var high = Math.Max(share + (Normal * deviation), Math.Log(OneSided) / n);
        return new ShareEstimate(share, Math.Max(0, share - (Normal * deviation)), Math.Min(1, high));
    }
}
