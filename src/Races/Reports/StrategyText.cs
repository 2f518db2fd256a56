using System.Globalization;
using System.Text;
using RaceSim.Scenarios;

namespace RaceSim.Reports;

/// <summary>Strategies side by side: the median number of schedules until each thing is found, and the median time.</summary>
public static class StrategyText
{
    /// <summary>Renders the rows.</summary>
    /// <param name="rows">One for each trial and strategy, trials together and strategies in the same order.</param>
    /// <param name="limit">The most schedules a seed was allowed.</param>
    public static string Render(IReadOnlyList<StrategyRow> rows, long limit)
    {
        var strategies = rows.Select(r => r.Strategy).Distinct().ToList();
        var complete = rows.GroupBy(r => r.Trial).Where(t => t.Count() == strategies.Count).SelectMany(t => t).ToList();
        var text = new StringBuilder();
        var table = Medians(rows, strategies, row => Median(row, limit));
        table.Add(["geometric mean", "", "", .. strategies.Select(s => Mean(complete, s, limit))]);
        table.Add(["found by every seed", "", "", .. strategies.Select(s => Figures.Count(complete.Count(r => r.Strategy == s && r.Found == r.Seeds)))]);
        table.Render(text);
        var seeds = rows.Select(r => r.Seeds).DefaultIfEmpty().Max();
        text.Append(CultureInfo.InvariantCulture, $"median schedules to the first violation over {seeds} seeds, at most {Figures.Count(limit)} each; a mean counts what was not found as that many\n\n");
        var times = Medians(rows, strategies, row => row?.Seconds is { } seconds ? Milliseconds(seconds) : "-");
        times.Add(["geometric mean of those that all find", "", "", .. strategies.Select(s => MeanTime(rows, s))]);
        times.Render(text);
        return text.Append("median milliseconds to it, with the walks that a strategy measures the program by\n").ToString();
    }

    private static TextTable Medians(IReadOnlyList<StrategyRow> rows, List<SamplingStrategy> strategies, Func<StrategyRow?, string> cell)
    {
        var table = new TextTable([false, false, false, .. strategies.Select(_ => true)]);
        table.Add(["scenario", "build", "breaks", .. strategies.Select(s => s.ToString().ToLowerInvariant())]);
        foreach (var trial in rows.GroupBy(r => r.Trial))
        {
            table.Add([trial.Key.Scenario.Name, trial.Key.Build ?? "", trial.Key.Invariant, .. strategies.Select(s => cell(trial.FirstOrDefault(r => r.Strategy == s)))]);
        }

        return table;
    }

    private static string Milliseconds(double seconds) => (1_000 * seconds).ToString(seconds < 0.01 ? "0.00" : "0.0", CultureInfo.InvariantCulture);

    private static string MeanTime(IReadOnlyList<StrategyRow> rows, SamplingStrategy strategy)
    {
        var logarithms = rows.GroupBy(r => r.Trial).Where(t => t.All(r => r.Seconds is > 0)).SelectMany(t => t).Where(r => r.Strategy == strategy).Select(r => Math.Log(r.Seconds!.Value)).ToList();
        return logarithms.Count == 0 ? "-" : Milliseconds(Math.Exp(logarithms.Average()));
    }

    private static string Median(StrategyRow? row, long limit) =>
        row is null ? "-" : row.Schedules is { } median ? Figures.Rate(median) : $">{Figures.Count(limit)}";

    private static string Mean(List<StrategyRow> rows, SamplingStrategy strategy, long limit)
    {
        var logarithms = rows.Where(r => r.Strategy == strategy).Select(r => Math.Log(r.Schedules ?? limit)).ToList();
        return logarithms.Count == 0 ? "-" : Figures.Rate(Math.Round(Math.Exp(logarithms.Average()), 2));
    }
}
