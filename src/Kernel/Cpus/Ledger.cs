namespace RaceSim.Kernel.Cpus;

/// <summary>
/// What one execution costs and returns, kept only where somebody asks (<see cref="Machine.Ledger"/>). It is no cell: no path can read it, so it changes no
/// schedule. All of it follows from each context's own steps and what they read, so it is the same for all executions of an equivalence class.
/// </summary>
public sealed class Ledger
{
    private readonly long[] _events = new long[Machine.MaximumEvents];
    private readonly List<ReturnedValue> _returned = [];

    /// <summary>The invalidations of <see cref="Metric.TlbInvalidations"/> so far.</summary>
    public long TlbInvalidations { get; private set; }

    /// <summary>The copies of <see cref="Metric.PageCopies"/> so far.</summary>
    public long PageCopies { get; private set; }

    /// <summary>What operations have returned, in the order in which they did; of one context the order of its program.</summary>
    public IReadOnlyList<ReturnedValue> Returned => _returned;

    /// <summary>How often an event was reached.</summary>
    /// <param name="bit">Its bit, from 0.</param>
    public long Times(int bit) => _events[bit];

    /// <summary>Notes an event.</summary>
    /// <param name="bit">Its bit, from 0.</param>
    public void Reach(int bit) => _events[bit]++;

    /// <summary>Notes an invalidation that every CPU of an address space takes part in.</summary>
    public void Invalidate() => TlbInvalidations++;

    /// <summary>Notes that a page's data was copied.</summary>
    public void CopyPage() => PageCopies++;

    /// <summary>Notes what an operation returned.</summary>
    public void Return(in ReturnedValue value) => _returned.Add(value);

    /// <summary>Begins a new execution.</summary>
    public void Reset()
    {
        TlbInvalidations = 0;
        PageCopies = 0;
        Array.Clear(_events);
        _returned.Clear();
    }
}
