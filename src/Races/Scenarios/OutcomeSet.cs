namespace RaceSim.Scenarios;

/// <summary>The distinct final states of a run.</summary>
internal sealed class OutcomeSet
{
    private readonly HashSet<long[]> _seen = new(new ByValue());
    private readonly long[] _present;

    public OutcomeSet(int width) => _present = new long[width];

    /// <summary>The states, sorted value by value.</summary>
    public IReadOnlyList<IReadOnlyList<long>> Sorted
    {
        get
        {
            var states = _seen.ToList();
            states.Sort(static (a, b) => a.AsSpan().SequenceCompareTo(b));
            return states;
        }
    }

    /// <summary>Adds the final state of <paramref name="instance"/>; allocates only for a new one.</summary>
    public void Add(ScenarioInstance instance)
    {
        if (_present.Length == 0)
        {
            return;
        }

        instance.ReadOutcome(_present);
        if (!_seen.Contains(_present))
        {
            _seen.Add(_present.AsSpan().ToArray());
        }
    }

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
