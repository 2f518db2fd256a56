using RaceSim.Steps;

namespace RaceSim.Exploration;

/// <summary>A decorator that notes the equivalence class of each schedule of a sampler and the conflicting accesses in it.</summary>
/// <remarks>
/// No paper. Guarantee: decides exactly as the sampler inside. Parameters: the sampler; the program that it drives. It costs about as much as
/// the step; who does not ask for statistics does not use it.
/// </remarks>
public sealed class Watched : ISampler
{
    private readonly ISampler _inner;
    private readonly ClassHash _class;
    private readonly ConflictPairs _pairs;
    private long _execution;

    /// <summary>Watches <paramref name="inner"/> drive <paramref name="program"/>.</summary>
    public Watched(ISampler inner, IProgram program)
    {
        _inner = inner;
        _class = new ClassHash(program);
        _pairs = new ConflictPairs(program);
    }

    /// <summary>The class of the present or last schedule.</summary>
    public ulong Class => _class.Value;

    /// <summary>The pairs of conflicting accesses so far.</summary>
    internal IEnumerable<(int Actor, SourceLabel Site, int ThenActor, SourceLabel ThenSite, long First)> Pairs => _pairs.All;

    /// <inheritdoc/>
    public void Seek(long execution)
    {
        _execution = execution;
        _inner.Seek(execution);
    }

    /// <inheritdoc/>
    public bool Begin(IProgram program)
    {
        _class.Begin();
        _pairs.Begin(_execution++);
        return _inner.Begin(program);
    }

    /// <inheritdoc/>
    public int NextActor(IProgram program)
    {
        var actor = _inner.NextActor(program);
        ref readonly var operation = ref program.Next(actor);
        _class.Add(actor, operation);
        _pairs.Add(actor, operation);
        return actor;
    }

    /// <inheritdoc/>
    public int NextValue(int arity)
    {
        var value = _inner.NextValue(arity);
        _class.Chosen(value);
        return value;
    }
}
