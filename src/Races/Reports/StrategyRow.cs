using RaceSim.Scenarios;

namespace RaceSim.Reports;

/// <summary>How long one strategy took to find one thing, over many seeds.</summary>
/// <param name="Trial">What was to be found.</param>
/// <param name="Strategy">The strategy.</param>
/// <param name="Seeds">The seeds tried.</param>
/// <param name="Found">How many of them found it.</param>
/// <param name="Schedules">The median of the schedules; null if fewer than half of the seeds found it.</param>
/// <param name="Seconds">The median of the times, measuring walks included; null like <paramref name="Schedules"/>.</param>
/// <param name="Fewest">The fewest schedules; null if no seed found it.</param>
/// <param name="Most">The most schedules of a seed; the limit if one did not find it.</param>
public sealed record StrategyRow(
    StrategyTrial Trial, SamplingStrategy Strategy, int Seeds, int Found, double? Schedules, double? Seconds, long? Fewest, long Most)
{
    /// <summary>Sums up the seeds of one strategy.</summary>
    /// <param name="trial">What was to be found.</param>
    /// <param name="strategy">The strategy.</param>
    /// <param name="runs">Of each seed the schedules, null if it did not find it, and the seconds; at least one.</param>
    /// <param name="limit">The most schedules a seed was allowed.</param>
    public static StrategyRow Of(StrategyTrial trial, SamplingStrategy strategy, IReadOnlyList<(long? Schedules, double Seconds)> runs, long limit)
    {
        var found = runs.Count(r => r.Schedules is not null);
        var isKnown = 2 * found > runs.Count;
        return new StrategyRow(
            trial,
            strategy,
            runs.Count,
            found,
            isKnown ? Median([.. runs.Select(r => (double)(r.Schedules ?? limit))]) : null,
            isKnown ? Median([.. runs.Select(r => r.Seconds)]) : null,
            runs.Min(r => r.Schedules),
            runs.Max(r => r.Schedules ?? limit));
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        var middle = values.Count / 2;
        return values.Count % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
