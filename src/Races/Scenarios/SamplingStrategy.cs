namespace RaceSim.Scenarios;

/// <summary>The strategies that look at some schedules instead of all.</summary>
public enum SamplingStrategy
{
    /// <summary>A random walk.</summary>
    Random,

    /// <summary>Probabilistic concurrency testing.</summary>
    Pct,

    /// <summary>Partial order sampling.</summary>
    Pos,

    /// <summary>Every schedule with at most so many preemptions.</summary>
    Bounded,
}
