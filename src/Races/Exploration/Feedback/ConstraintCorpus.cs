namespace RaceSim.Exploration;

/// <summary>Sets of constraints that are worth mutating. A fixed number of places; when all are taken the set that was chosen most often goes.</summary>
internal sealed class ConstraintCorpus
{
    private const int Places = 256;
    private const int MostConstraints = 4;

    private readonly ReadsFromConstraint[] _sets = new ReadsFromConstraint[Places * MostConstraints];
    private readonly int[] _lengths = new int[Places];
    private readonly int[] _chosen = new int[Places];

    /// <summary>The number of sets.</summary>
    public int Count { get; private set; }

    /// <summary>Keeps a set.</summary>
    public void Add(ReadOnlySpan<ReadsFromConstraint> set)
    {
        var place = Count < Places ? Count++ : Array.IndexOf(_chosen, _chosen.Max());
        set.CopyTo(_sets.AsSpan(place * MostConstraints));
        _lengths[place] = set.Length;
        _chosen[place] = 0;
    }

    /// <summary>Copies the less often chosen of two random sets; returns its length.</summary>
    public int Choose(ref Rng rng, Span<ReadsFromConstraint> into)
    {
        var place = rng.Below(Count);
        var other = rng.Below(Count);
        place = _chosen[other] < _chosen[place] ? other : place;
        _chosen[place]++;
        _sets.AsSpan(place * MostConstraints, _lengths[place]).CopyTo(into);
        return _lengths[place];
    }
}
