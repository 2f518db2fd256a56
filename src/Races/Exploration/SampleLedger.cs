namespace RaceSim.Exploration;

/// <summary>
/// All that the workers of a sampling share: which chunk of executions is next, and the sums of the chunks before it. Chunks are
/// added in the order of their indices whoever finishes first, and nothing after the first violation is counted; that makes the
/// result independent of the number of workers.
/// </summary>
internal sealed class SampleLedger
{
    private readonly Lock _gate = new();
    private readonly ExplorationOptions _options;
    private readonly Dictionary<long, Tally> _waiting = [];
    private Tally _total;
    private long _next;
    private long _counted;
    private bool _isClosed;

    public SampleLedger(ExplorationOptions options) => _options = options;

    /// <summary>The sums; final once every taken chunk has been added.</summary>
    public Tally Total => _total;

    /// <summary>Whether the budget ended before the samples did.</summary>
    public bool IsInterrupted { get; private set; }

    /// <summary>What a worker died of; null if none did.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>
    /// Takes the next chunk: executions <paramref name="first"/> to <paramref name="end"/> - 1. False: there is no more to do.
    /// </summary>
    public bool TryTake(out long first, out long end)
    {
        lock (_gate)
        {
            first = _next;
            end = first + Math.Min(Explorer.Chunk, _options.MaxSchedules - first);
            if (_isClosed || first == end)
                return false;

            if (!_options.IsBudgetLeft)
            {
                _isClosed = true;
                IsInterrupted = true;
                return false;
            }

            _next = end;
            return true;
        }
    }

    /// <summary>Adds the sums of the chunk that begins with execution <paramref name="first"/>.</summary>
    public void Add(long first, in Tally chunk)
    {
        lock (_gate)
        {
            // Chunks are taken in order: those before this one are under way, so no lower violation is missed by giving out no more.
            _isClosed |= Decides(chunk);
            _waiting.Add(first, chunk);
            while (!Decides(_total) && _waiting.Remove(_counted, out var next))
            {
                _total.Append(next);
                _counted += Math.Min(Explorer.Chunk, _options.MaxSchedules - _counted);
            }
        }
    }

    /// <summary>Ends the sampling because a worker has died.</summary>
    public void Fail(Exception failure)
    {
        lock (_gate)
        {
            Failure ??= failure;
            _isClosed = true;
        }
    }

    private bool Decides(in Tally tally) => tally.Sightings is not null && _options.StopAtFirstViolation;
}
