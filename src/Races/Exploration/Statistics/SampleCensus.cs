namespace RaceSim.Exploration;

/// <summary>
/// What <see cref="SampleSurvey"/> has seen, in a form that adds up: the classes with their numbers, the pairs of conflicting accesses, each with the lowest
/// schedule that showed it. The census of all shards of a sampling is that of the sampling.
/// </summary>
public sealed class SampleCensus
{
    private readonly Dictionary<ulong, (long First, long Count)> _classes = [];
    private readonly Dictionary<AccessPair, long> _pairs = [];

    /// <summary>The schedules that were looked at.</summary>
    public long Schedules { get; private set; }

    /// <summary>The hashes of the classes seen, each with the lowest schedule that had it and their number.</summary>
    public IReadOnlyDictionary<ulong, (long First, long Count)> Classes => _classes;

    /// <summary>The ordered pairs of conflicting accesses seen, each with the lowest schedule that had it, sorted by actor and place.</summary>
    public IReadOnlyList<(AccessPair Pair, long First)> Pairs
    {
        get
        {
            var pairs = _pairs.Keys.ToList();
            pairs.Sort(ByPlace);
            return [.. pairs.Select(pair => (pair, _pairs[pair]))];
        }
    }

    /// <summary>Adds schedules of one class.</summary>
    /// <param name="hash">The class.</param>
    /// <param name="first">The lowest of their indices.</param>
    /// <param name="count">How many there are.</param>
    public void AddClass(ulong hash, long first, long count)
    {
        Schedules += count;
        _classes[hash] = _classes.TryGetValue(hash, out var known) ? (Math.Min(known.First, first), known.Count + count) : (first, count);
    }

    /// <summary>Adds a pair.</summary>
    public void AddPair(AccessPair pair, long first) =>
        _pairs[pair] = _pairs.TryGetValue(pair, out var known) ? Math.Min(known, first) : first;

    /// <summary>Adds another census, of other schedules.</summary>
    public void Add(SampleCensus other)
    {
        foreach (var (hash, (first, count)) in other._classes)
            AddClass(hash, first, count);
        foreach (var (pair, first) in other._pairs)
            AddPair(pair, first);
    }

    /// <summary>What follows from it; null if nothing was looked at.</summary>
    /// <param name="stride">
    /// How far the indices of the schedules are apart: 1 if they are all from 0 on, n for one of n shards; 0 if some are missing, and then there is no curve.
    /// </param>
    public SampleStatistics? Statistics(long stride)
    {
        if (Schedules == 0)
            return null;

        var counts = _classes.Values;
        var unseen = GoodTuring.Unseen(Schedules, counts.LongCount(c => c.Count == 1), counts.LongCount(c => c.Count == 2));
        var single = _pairs.Keys.Where(p => !_pairs.ContainsKey(p.Reversed())).ToList();
        single.Sort(ByPlace);
        var both = (_pairs.Count - single.Count + _pairs.Keys.Count(p => p == p.Reversed())) / 2;
        return new SampleStatistics(Schedules, _classes.Count, unseen, Curve(stride), single.Count + both, both, single);
    }

    private List<(long Schedules, long Classes)> Curve(long stride)
    {
        var curve = new List<(long, long)>();
        if (stride > 0)
        {
            var firsts = _classes.Values.Select(c => c.First / stride).Order().ToList();
            var seen = 0;
            for (var mark = 1L; mark < Schedules; mark = After(mark))
            {
                while (seen < firsts.Count && firsts[seen] < mark)
                    seen++;
                curve.Add((mark, seen));
            }
        }

        curve.Add((Schedules, _classes.Count));
        return curve;
    }

    // 1, 2, 5, 10, 20, 50, ...
    private static long After(long mark)
    {
        var power = 1L;
        while (mark / power >= 10)
            power *= 10;
        return mark / power == 2 ? power * 5 : mark * 2;
    }

    private static int ByPlace(AccessPair a, AccessPair b)
    {
        var order = a.FirstActor.CompareTo(b.FirstActor);
        order = order != 0 ? order : string.CompareOrdinal(a.First.Member, b.First.Member);
        order = order != 0 ? order : a.First.Line.CompareTo(b.First.Line);
        order = order != 0 ? order : a.ThenActor.CompareTo(b.ThenActor);
        order = order != 0 ? order : string.CompareOrdinal(a.Then.Member, b.Then.Member);
        return order != 0 ? order : a.Then.Line.CompareTo(b.Then.Line);
    }
}
