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

    /// <summary>Probabilistic concurrency testing with a fair end.</summary>
    FairPct,

    /// <summary>A random walk that is uniform over interleavings.</summary>
    Urw,

    /// <summary>A random walk that is uniform over the interleavings of the accesses of one shared place.</summary>
    Surw,

    /// <summary>Reads-from fuzzing: learns from its schedules.</summary>
    Rff,

    /// <summary>Several of the random strategies in turn.</summary>
    Auto,
}
