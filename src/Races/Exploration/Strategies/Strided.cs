using RaceSim.Steps;

namespace RaceSim.Exploration;

/// <summary>A decorator that takes every n-th schedule of a sampler: a shard of a sampling, or what is left of one.</summary>
/// <remarks>
/// No paper. Guarantee: schedule k is the inner sampler's schedule <see cref="First"/> + k * <see cref="Stride"/>, so shards with different first schedules
/// below the stride have no schedule in common and together have all. Parameters: the sampler; the first; the stride.
/// </remarks>
public sealed class Strided : ISampler
{
    private readonly ISampler _inner;
    private long _execution;

    /// <summary>Takes some of the schedules of <paramref name="inner"/>.</summary>
    /// <param name="inner">The sampler.</param>
    /// <param name="first">The inner index of schedule 0, at least 0.</param>
    /// <param name="stride">How far the next one is, at least 1.</param>
    public Strided(ISampler inner, long first, long stride)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, 1);
        _inner = inner;
        First = first;
        Stride = stride;
    }

    /// <summary>The inner index of schedule 0.</summary>
    public long First { get; }

    /// <summary>How far the next one is.</summary>
    public long Stride { get; }

    /// <inheritdoc/>
    public void Seek(long execution) => _execution = execution;

    /// <inheritdoc/>
    public bool Begin(IProgram program)
    {
        _inner.Seek(First + (_execution++ * Stride));
        return _inner.Begin(program);
    }

    /// <inheritdoc/>
    public int NextActor(IProgram program) => _inner.NextActor(program);

    /// <inheritdoc/>
    public int NextValue(int arity) => _inner.NextValue(arity);
}
