namespace RaceSim.Scenarios;

/// <summary>
/// The distinct final states of many executions. With each goes the lowest execution that ended in it, so that executions which a result does not
/// count can be left out afterwards.
/// </summary>
internal sealed class OutcomeSet(int width)
{
    private readonly Dictionary<long[], Sight> _seen = new(new ByValue());
    private readonly long[] _present = new long[width];

    /// <summary>The number of values of a state.</summary>
    public int Width => _present.Length;

    /// <summary>The states, sorted value by value.</summary>
    public IReadOnlyList<IReadOnlyList<long>> Sorted => SortedBelow(long.MaxValue);

    /// <summary>How many states only one execution ended in.</summary>
    public long Singletons => _seen.Values.Count(s => s.Count == 1);

    /// <summary>The states that executions with an index below <paramref name="end"/> ended in, sorted value by value.</summary>
    public IReadOnlyList<IReadOnlyList<long>> SortedBelow(long end)
    {
        var states = _seen.Where(s => s.Value.First < end).Select(s => s.Key).ToList();
        states.Sort(static (a, b) => a.AsSpan().SequenceCompareTo(b));
        return states;
    }

    /// <summary>Adds the final state of <paramref name="instance"/>; allocates only for a new one.</summary>
    /// <param name="instance">The instance, finished.</param>
    /// <param name="index">The execution's index.</param>
    public void Add(ScenarioInstance instance, long index = 0)
    {
        if (_present.Length == 0)
        {
            return;
        }

        instance.ReadOutcome(_present);
        Add(_present, new Sight(index, 1));
    }

    /// <summary>The states with the lowest execution of each and how many ended in it, sorted value by value.</summary>
    public IReadOnlyList<(IReadOnlyList<long> State, long First, long Count)> Entries =>
        [.. Sorted.Select(state => (state, _seen[(long[])state].First, _seen[(long[])state].Count))];

    /// <summary>Adds executions that ended in one state.</summary>
    /// <param name="state">The state.</param>
    /// <param name="first">The lowest of their indices.</param>
    /// <param name="count">How many there were.</param>
    public void Add(long[] state, long first, long count) => Add(state, new Sight(first, count));

    /// <summary>Adds what another set has seen.</summary>
    public void Add(OutcomeSet other)
    {
        foreach (var (state, sight) in other._seen)
        {
            Add(state, sight);
        }
    }

    private void Add(long[] state, Sight sight)
    {
        if (_seen.TryGetValue(state, out var known))
        {
            _seen[state] = new Sight(Math.Min(known.First, sight.First), known.Count + sight.Count);
        }
        else
        {
            _seen.Add(state.AsSpan().ToArray(), sight);
        }
    }

    private readonly record struct Sight(long First, long Count);

    private sealed class ByValue : IEqualityComparer<long[]>
    {
        public bool Equals(long[]? x, long[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(long[] obj)
        {
            var hash = 17L;
            foreach (var value in obj)
            {
                hash = unchecked((hash * 1_000_003) ^ value);
            }

            return (int)(hash ^ (hash >> 32));
        }
    }
}
