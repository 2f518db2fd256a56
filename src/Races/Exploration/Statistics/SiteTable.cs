using RaceSim.Steps;

namespace RaceSim.Exploration;

/// <summary>Small numbers for the places where steps are written, given out in the order in which they are met.</summary>
internal sealed class SiteTable
{
    private const int CacheSize = 1024;

    private readonly Dictionary<SourceLabel, int> _ids = [];
    private readonly List<SourceLabel> _labels = [];
    private readonly (string? Member, int Line, int Id)[] _cache = new (string?, int, int)[CacheSize];

    /// <summary>Creates an empty table.</summary>
    public SiteTable() => Array.Fill(_cache, (null, -1, 0));

    /// <summary>The place with a number.</summary>
    public SourceLabel this[int id] => _labels[id];

    /// <summary>The number of a step's place, from 0. Allocates only for a new place.</summary>
    public int Of(in Operation operation)
    {
        ref var cached = ref _cache[operation.Line & (CacheSize - 1)];
        if (cached.Line == operation.Line && ReferenceEquals(cached.Member, operation.Member))
            return cached.Id;

        var label = operation.Label;
        if (!_ids.TryGetValue(label, out var id))
        {
            id = _labels.Count;
            _ids.Add(label, id);
            _labels.Add(label);
        }

        cached = (operation.Member, operation.Line, id);
        return id;
    }
}
