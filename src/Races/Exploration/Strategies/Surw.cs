using System.Numerics;
using RaceSim.Steps;

namespace RaceSim.Exploration;

/// <summary>
/// Selectively uniform random walk: among the interesting steps, which actor takes the next one is drawn in proportion to how many each has left; an actor
/// that stands before an interesting step out of turn waits. Everything else is a random walk.
/// </summary>
/// <remarks>
/// Paper: Zhao, Wolff, Mathur and Roychoudhury, "Selectively uniform concurrency testing", ASPLOS 2025 (SURW; without selection URW). Guarantee: without
/// blocking and with exact counts, every interleaving of the interesting steps is equally likely, whatever stands between them, and
/// every schedule has a positive probability. Parameters: the counts (<see cref="AccessProfile"/>: exact where they do not depend on the
/// schedule, otherwise means); whether to select: one shared cell or lock, drawn for each execution, whose accesses are the interesting
/// steps (the paper leaves the selection open), or all steps; the seed. Who has more interesting steps than counted keeps a weight of 1.
/// </remarks>
public sealed class Surw : ISampler
{
    private readonly ulong _seed;
    private readonly AccessProfile _profile;
    private readonly bool _selects;
    private readonly int[] _left = new int[64];
    private long _execution;
    private int _cells;
    private int _place;
    private int _intended;
    private ulong _waiting;
    private Rng _rng;

    /// <summary>SURW that draws from <paramref name="seed"/>.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="profile">The counts of the program that it will drive.</param>
    /// <param name="selects">Whether the interesting steps are those on one shared place; otherwise all are.</param>
    public Surw(ulong seed, AccessProfile profile, bool selects = true)
    {
        _seed = seed;
        _profile = profile;
        _selects = selects && profile.Shared.Count > 0;
    }

    /// <inheritdoc/>
    public void Seek(long execution) => _execution = execution;

    /// <inheritdoc/>
    public bool Begin(IProgram program)
    {
        _rng = Rng.ForExecution(_seed, _execution++);
        _cells = program.CellCount;
        _intended = -1;
        _waiting = 0;
        var chosen = _selects ? _rng.Below(_profile.Shared.Count) : -1;
        _place = chosen < 0 ? -1 : _profile.Places[chosen];
        for (var actor = 0; actor < program.ActorCount; actor++)
            _left[actor] = chosen < 0 ? _profile.Steps[actor] : _profile.Shared[chosen][actor];
        return true;
    }

    /// <inheritdoc/>
    public int NextActor(IProgram program)
    {
        var enabled = program.Enabled;
        if (_intended >= 0 && !ActorSet.Contains(enabled, _intended))
            Forget(); // Blocked, or at its end before its count was: the others need not wait for it.
        while (true)
        {
            var free = enabled & ~_waiting;
            if (free == 0)
            {
                Forget();
                free = enabled;
            }

            var actor = (free & (free - 1)) == 0
                ? BitOperations.TrailingZeroCount(free) : ActorSet.Select(free, _rng.Below(BitOperations.PopCount(free)));
            if (!IsInteresting(program.Next(actor)))
                return actor;

            _left[actor] = Math.Max(1, _left[actor]);
            if (_intended < 0)
                _intended = Draw(enabled);
            if (actor == _intended)
            {
                _left[actor]--;
                Forget();
                return actor;
            }

            _waiting |= 1UL << actor;
        }
    }

    /// <inheritdoc/>
    public int NextValue(int arity) => _rng.Below(arity);

    private void Forget()
    {
        _intended = -1;
        _waiting = 0;
    }

    // One enabled actor has an interesting step left: the one that asks.
    private int Draw(ulong enabled)
    {
        var total = 0;
        for (var rest = enabled; rest != 0; rest &= rest - 1)
            total += _left[BitOperations.TrailingZeroCount(rest)];
        var ticket = _rng.Below(total);
        for (var rest = enabled; ; rest &= rest - 1)
        {
            var actor = BitOperations.TrailingZeroCount(rest);
            ticket -= _left[actor];
            if (ticket < 0)
                return actor;
        }
    }

    private bool IsInteresting(in Operation o)
    {
        if (_place < 0)
            return true;
        return _place < _cells
            ? o.Cell == _place || o.Cell2 == _place || o.Cell3 == _place
            : o.Lock == _place - _cells && o.LockAction is not LockAction.Release and not LockAction.ReleaseShared;
    }
}
