namespace RaceSim.Scenarios;

/// <summary>Which schedules a sampling looks at.</summary>
public sealed record SamplingOptions
{
    /// <summary>The strategy.</summary>
    public SamplingStrategy Strategy { get; init; } = SamplingStrategy.Random;

    /// <summary>The seed; the same seed gives the same schedules on any number of workers.</summary>
    public ulong Seed { get; init; }

    /// <summary>The depth of the bugs that PCT looks for, at least 1.</summary>
    public int Depth { get; init; } = 3;

    /// <summary>The preemptions that a bounded search allows, at least 0.</summary>
    public int Preemptions { get; init; } = 2;
}
