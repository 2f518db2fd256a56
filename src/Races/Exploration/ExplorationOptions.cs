namespace RaceSim.Exploration;

/// <summary>The limits of an exploration.</summary>
public sealed record ExplorationOptions
{
    /// <summary>The greatest number of schedules, at least 1.</summary>
    public long MaxSchedules { get; init; } = long.MaxValue;

    /// <summary>The greatest number of steps of one execution, at least 1.</summary>
    public int StepBound { get; init; } = 10_000;

    /// <summary>The number of threads that take samples, at least 1; the result does not depend on it. A search uses one.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>Whether the first violation ends the exploration; otherwise the first of each kind is reported.</summary>
    public bool StopAtFirstViolation { get; init; } = true;

    /// <summary>
    /// Asked every <see cref="Explorer.Chunk"/> schedules, by one thread at a time; false ends the exploration with what it has.
    /// </summary>
    public Func<bool>? KeepGoing { get; init; }

    /// <summary>Ends the exploration with what it has; looked at every <see cref="Explorer.Chunk"/> schedules.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Receives every execution; null if nobody wants to know.</summary>
    public IExecutionSink? Sink { get; init; }

    internal bool IsBudgetLeft => !Cancellation.IsCancellationRequested && (KeepGoing is null || KeepGoing());

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxSchedules, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(StepBound, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Workers, 1);
    }
}
