namespace RaceSim.Hosts.Coyote;

/// <summary>How Coyote explores: what a file of <c>coyote-configs/</c> says. What is null is left to the command line.</summary>
public sealed record CoyoteProfile
{
    /// <summary>The strategy.</summary>
    public CoyoteStrategy Strategy { get; init; }

    /// <summary>Priority changes, delays, or the probability level of the strategy, at least 1.</summary>
    public uint StrategyBound { get; init; } = 10;

    /// <summary>The greatest number of executions, at least 1.</summary>
    public long? Iterations { get; init; }

    /// <summary>The greatest number of steps of the model in one execution, at least 1.</summary>
    public int? MaxSteps { get; init; }

    /// <summary>Coyote's decisions after which a fair strategy goes on as a random walk, at least 1.</summary>
    public uint MaxUnfairSteps { get; init; } = 10_000;

    /// <summary>The seed.</summary>
    public uint? Seed { get; init; }

    /// <summary>The file with the trace of Coyote's that is to be repeated; only with <see cref="CoyoteStrategy.Replay"/>, and always then.</summary>
    public string? Trace { get; init; }
}
