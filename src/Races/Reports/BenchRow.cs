namespace RaceSim.Reports;

/// <summary>What a benchmark case measured; null where a figure has no meaning for it.</summary>
/// <param name="Name">The case.</param>
/// <param name="Mode">How it was run: <c>bare</c>, <c>invariants</c>, <c>exhaustive</c>, ...</param>
public sealed record BenchRow(string Name, string Mode)
{
    /// <summary>Schedules a second, the median of the repetitions.</summary>
    public double? SchedulesPerSecond { get; init; }

    /// <summary>Steps a second.</summary>
    public double? StepsPerSecond { get; init; }

    /// <summary>Bytes allocated a schedule, after warm-up.</summary>
    public double? BytesPerSchedule { get; init; }

    /// <summary>Schedules a second of a hand-written switch over the same model, in the same run.</summary>
    public double? SwitchSchedulesPerSecond { get; init; }

    /// <summary>Further figures of the case, by name.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> Extra { get; init; } = [];
}
