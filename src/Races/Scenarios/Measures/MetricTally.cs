using RaceSim.Actors;
using RaceSim.Kernel.Cpus;

namespace RaceSim.Scenarios.Measures;

/// <summary>Collects the extremes of all metrics.</summary>
internal sealed class MetricTally
{
    private static readonly Metric[] All = Enum.GetValues<Metric>();

    private readonly long[] _least = new long[All.Length];
    private readonly long[] _greatest = new long[All.Length];
    private bool _any;

    /// <summary>One range for each metric, in the order of <see cref="Metric"/>; empty if nothing was added.</summary>
    public IReadOnlyList<MetricRange> Ranges => _any ? [.. All.Select(m => new MetricRange(m, _least[(int)m], _greatest[(int)m]))] : [];

    /// <summary>What one execution has cost so far, as ranges of one value.</summary>
    public static IReadOnlyList<MetricRange> Of(MeasuredProgram program) =>
        [.. All.Select(m => new MetricRange(m, program.Value(m), program.Value(m)))];

    /// <summary>Adds an execution that has ended.</summary>
    public void Add(MeasuredProgram program)
    {
        foreach (var metric in All)
        {
            var value = program.Value(metric);
            Widen(metric, value, value);
        }

        _any = true;
    }

    /// <summary>Adds the ranges of another tally.</summary>
    public void Add(IReadOnlyList<MetricRange> ranges)
    {
        foreach (var range in ranges)
        {
            Widen(range.Metric, range.Least, range.Greatest);
        }

        _any |= ranges.Count > 0;
    }

    private void Widen(Metric metric, long least, long greatest)
    {
        _least[(int)metric] = _any ? Math.Min(_least[(int)metric], least) : least;
        _greatest[(int)metric] = _any ? Math.Max(_greatest[(int)metric], greatest) : greatest;
    }
}
