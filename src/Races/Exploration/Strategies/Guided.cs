using System.Numerics;
using RaceSim.Steps;

namespace RaceSim.Exploration;

/// <summary>
/// Follows a wished-for schedule as far as it can be followed: at every step the first decision left whose actor can move. What cannot be done yet
/// waits its turn; when nothing is left, the execution goes on without preemptions.
/// </summary>
/// <remarks>
/// The way schedules are mended after a change, as in Jalbert and Sen, "A trace simplification technique for effective debugging of multithreaded
/// programs", FSE 2010. Guarantee: if the wish can be followed to its end, it is followed exactly. Parameters: the wish.
/// </remarks>
public sealed class Guided : IStrategy
{
    private Schedule _wish;
    private bool[] _done;
    private bool _offered;
    private int _first;
    private int _last;
    private int _value;

    /// <summary>Follows <paramref name="wish"/>, which must not change meanwhile, once.</summary>
    public Guided(Schedule wish)
    {
        _wish = wish;
        _done = new bool[wish.Count];
    }

    /// <summary>Makes the next <see cref="Begin"/> offer <paramref name="wish"/>.</summary>
    public void Load(Schedule wish)
    {
        _wish = wish;
        _offered = false;
        if (_done.Length < wish.Count)
            _done = new bool[wish.Count];
    }

    /// <inheritdoc/>
    public bool Begin(IProgram program)
    {
        _done.AsSpan().Clear();
        _first = 0;
        _last = -1;
        var isFirst = !_offered;
        _offered = true;
        return isFirst;
    }

    /// <inheritdoc/>
    public int NextActor(IProgram program)
    {
        var enabled = program.Enabled;
        while (_first < _wish.Count && _done[_first])
            _first++;
        for (var i = _first; i < _wish.Count; i++)
        {
            var (actor, value) = _wish[i];
            if (!_done[i] && ActorSet.Contains(enabled, actor))
            {
                _done[i] = true;
                _value = value;
                return _last = actor;
            }
        }

        _value = 0;
        return _last = ActorSet.Contains(enabled, _last) ? _last : BitOperations.TrailingZeroCount(enabled);
    }

    /// <inheritdoc/>
    public int NextValue(int arity) => Math.Min(_value, arity - 1);
}
