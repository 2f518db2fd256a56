namespace RaceSim.Hosts.Coyote;

/// <summary>Coyote's exploration strategies.</summary>
public enum CoyoteStrategy
{
    /// <summary>A random walk.</summary>
    Random,

    /// <summary>A random walk that tends to stay with who moved last.</summary>
    Probabilistic,

    /// <summary>Probabilistic concurrency testing.</summary>
    Prioritization,

    /// <summary>Probabilistic concurrency testing that goes on as a random walk.</summary>
    FairPrioritization,

    /// <summary>Delay bounding.</summary>
    DelayBounding,

    /// <summary>Delay bounding that goes on as a random walk.</summary>
    FairDelayBounding,

    /// <summary>Learns which choices lead to states not seen yet.</summary>
    QLearning,

    /// <summary>Depth first, without reduction.</summary>
    Dfs,

    /// <summary>Repeats a trace of Coyote's.</summary>
    Replay,
}
