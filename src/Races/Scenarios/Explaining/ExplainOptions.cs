namespace RaceSim.Scenarios.Explaining;

/// <summary>The limits of an explanation. All count executions or steps, none time: the same trace has the same explanation everywhere.</summary>
public sealed record ExplainOptions
{
    /// <summary>The random runs from each step, at least 1.</summary>
    public int Runs { get; init; } = 2_000;

    /// <summary>The most steps of all random runs together: longer traces get fewer runs.</summary>
    public long StepBudget { get; init; } = 20_000_000;

    /// <summary>The most pairs that are reversed, and the most variants tried for the nearest passing run.</summary>
    public int Variants { get; init; } = 2_000;

    /// <summary>The most steps of one execution.</summary>
    public int StepBound { get; init; } = TraceMinimiser.StepBound;
}
