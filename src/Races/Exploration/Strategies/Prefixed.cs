using RaceSim.Steps;

namespace RaceSim.Exploration;

/// <summary>A decorator that takes the first steps of every execution from a schedule and leaves the rest to another strategy.</summary>
/// <remarks>
/// No paper. Guarantee: every execution begins with the schedule's first <see cref="Length"/> decisions, unless one of them cannot be taken: from
/// there on the strategy inside decides. Parameters: the schedule; the length; the strategy inside, which must not look at how the execution began.
/// </remarks>
public sealed class Prefixed : ISampler
{
    private readonly Schedule _schedule;
    private readonly ISampler _inner;
    private int _position;
    private bool _isFollowing;

    /// <summary>Begins every execution of <paramref name="inner"/> with the first <paramref name="length"/> decisions of <paramref name="schedule"/>.</summary>
    public Prefixed(Schedule schedule, int length, ISampler inner)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, schedule.Count);
        _schedule = schedule;
        Length = length;
        _inner = inner;
    }

    /// <summary>How many decisions come from the schedule.</summary>
    public int Length { get; }

    /// <inheritdoc/>
    public void Seek(long execution) => _inner.Seek(execution);

    /// <inheritdoc/>
    public bool Begin(IProgram program)
    {
        _position = 0;
        _isFollowing = true;
        return _inner.Begin(program);
    }

    /// <inheritdoc/>
    public int NextActor(IProgram program)
    {
        _isFollowing &= _position < Length && ActorSet.Contains(program.Enabled, _schedule[_position].Actor);
        return _isFollowing ? _schedule[_position++].Actor : _inner.NextActor(program);
    }

    /// <inheritdoc/>
    public int NextValue(int arity)
    {
        if (_isFollowing && _schedule[_position - 1].Value < arity)
            return _schedule[_position - 1].Value;
        _isFollowing = false;
        return _inner.NextValue(arity);
    }
}
