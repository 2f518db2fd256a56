using RaceSim.Exploration;

namespace RaceSim.Scenarios.Searching;

/// <summary>Searches the parts of a space with several threads. What comes out does not depend on their number.</summary>
/// <param name="searches">One for each thread.</param>
/// <param name="progress">Where the search stands.</param>
/// <param name="outcomeWidth">The number of values of a final state.</param>
internal sealed class PartedSearch(IReadOnlyList<IPartSearch> searches, SearchProgress progress, int outcomeWidth)
{
    /// <summary>A part of more executions is cut again, so that none takes long. How a space is cut depends on it.</summary>
    public const int MostInPart = 1_024;

    /// <summary>Into how many a part is cut that is too large.</summary>
    public const int Pieces = 64;

    private readonly Lock _gate = new();
    private long _running;
    private long _counted;
    private bool _isEnded;

    /// <summary>Whether the first violation ends the search.</summary>
    public bool StopAtFirstViolation { get; init; }

    /// <summary>Asked now and then by one thread at a time, with the executions so far; false ends the search with the parts that are done.</summary>
    public required Func<long, bool> KeepGoing { get; init; }

    /// <summary>The search ends with the part that reaches so many executions.</summary>
    public long MaxExecutions { get; init; } = long.MaxValue;

    /// <summary>Asked after each part, by one thread at a time, whether to call <see cref="Checkpoint"/>.</summary>
    public Func<bool>? IsCheckpointDue { get; init; }

    /// <summary>Called when the progress says just what is done and what is left.</summary>
    public Action? Checkpoint { get; init; }

    /// <summary>A part of more executions is cut again.</summary>
    public long Most { get; init; } = MostInPart;

    /// <summary>Searches until nothing is left or something ends the search.</summary>
    public void Run()
    {
        _counted = progress.Total(outcomeWidth).Executions;
        _running = _counted;
        while (!progress.IsExhausted && !_isEnded)
        {
            if (progress.Pending.Count == 0)
            {
                progress.BeginNeeded(searches[0], outcomeWidth);
            }

            OrderedWork<PendingPart, PartResult> work = null!;
            work = new OrderedWork<PendingPart, PartResult>(
                progress.Pending,
                result => StopAtFirstViolation && result.Tally.IsViolated,
                (part, result) => Add(part, result, work));
            work.Run([.. searches.Select(search => (Func<PendingPart, (PartResult?, IReadOnlyList<PendingPart>?)>)(part => Search(search, part)))]);
            progress.Pending = work.Pending;
            _isEnded |= work.IsDecided;
        }
    }

    private bool Add(PendingPart part, PartResult result, OrderedWork<PendingPart, PartResult> work)
    {
        progress.Add(part, result);
        _counted += result.Tally.Executions;
        if (IsCheckpointDue is not null && IsCheckpointDue())
        {
            progress.Pending = work.Pending;
            Checkpoint!();
        }

        return _counted < MaxExecutions;
    }

    private (PartResult? Result, IReadOnlyList<PendingPart>? Instead) Search(IPartSearch search, PendingPart part)
    {
        var result = search.Run(part.Path, Most, IsBudgetLeft);
        if (result is { IsTooLarge: true })
        {
            var pieces = search.Split(part.Path, Pieces);
            if (pieces.Count > 1)
            {
                return (null, [.. pieces.Select(path => part with { Path = path })]);
            }

            result = search.Run(part.Path, long.MaxValue, IsBudgetLeft);
        }

        lock (_gate)
        {
            _running += result?.Tally.Executions ?? 0;
            _isEnded |= result is null;
        }

        return (result, null);
    }

    private bool IsBudgetLeft()
    {
        lock (_gate)
        {
            _isEnded |= !KeepGoing(_running);
            return !_isEnded;
        }
    }
}
