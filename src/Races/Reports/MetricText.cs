using System.Text;
using RaceSim.Kernel.Cpus;
using RaceSim.Scenarios.Measures;

namespace RaceSim.Reports;

/// <summary>What executions cost, in the words that all forms of a report use.</summary>
public static class MetricText
{
    /// <summary>A metric in words.</summary>
    public static string Word(Metric metric) => metric switch
    {
        Metric.TlbInvalidations => "TLB invalidations",
        Metric.Folds => "folds",
        Metric.Unfolds => "unfolds",
        Metric.LockBreaks => "lock breaks",
        Metric.PageCopies => "page copies",
        _ => "longest PTL hold, steps",
    };

    /// <summary>A range as <c>2</c> or <c>1..3</c>.</summary>
    public static string Range(MetricRange range) =>
        range.Least == range.Greatest ? Figures.Count(range.Least) : $"{Figures.Count(range.Least)}..{Figures.Count(range.Greatest)}";

    /// <summary>All in one line, those that are always zero left out: <c>TLB invalidations 1..3, folds 1</c>.</summary>
    public static string Line(IReadOnlyList<MetricRange> ranges) =>
        string.Join(", ", ranges.Where(r => r.Greatest > 0).Select(r => $"{Word(r.Metric)} {Range(r)}"));

    /// <summary>One row for each build, one column for each metric.</summary>
    internal static void Table(StringBuilder text, IReadOnlyList<(string Build, IReadOnlyList<MetricRange> Ranges)> rows)
    {
        var metrics = Enum.GetValues<Metric>();
        var table = new TextTable([false, .. metrics.Select(_ => true)]);
        table.Add(["", .. metrics.Select(Word)]);
        foreach (var (build, ranges) in rows)
        {
            table.Add([build, .. metrics.Select(m => ranges.FirstOrDefault(r => r.Metric == m) is { } range ? Range(range) : "-")]);
        }

        table.Render(text, "  ");
    }
}
