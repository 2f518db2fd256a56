using RaceSim.Steps;

namespace RaceSim.Exploration;

/// <summary>
/// Probabilistic concurrency testing: the enabled actor of the highest random priority moves; at d - 1 random steps the actor that
/// has just moved falls below everybody else.
/// </summary>
/// <remarks>
/// Paper: Burckhardt, Kothari, Musuvathi and Nagarakatte, "A randomized scheduler with probabilistic guarantees of finding bugs",
/// ASPLOS 2010. Guarantee: a bug of depth d in a program of n actors and at most k steps is found by one execution with probability at
/// least 1 / (n k^(d-1)), if the program makes no choices of its own (they are drawn uniformly here).
/// Parameters: the depth d; the length k, which must be fixed before the run (see <see cref="LengthProbe"/>), because a
/// length learnt on the way would make an execution depend on those before it; the seed. As in the paper, the change points are drawn
/// independently, so two may coincide; the one with the higher priority value then wins.
/// </remarks>
public sealed class Pct : ISampler
{
    private readonly ulong _seed;
    private readonly int _length;
    private readonly int[] _changeSteps;
    private readonly int[] _changePriorities;
    private readonly int[] _priorities = new int[64];
    private readonly int[] _order = new int[64];
    private long _execution;
    private int _actors;
    private int _step;
    private int _change;
    private Rng _rng;

    /// <summary>PCT that looks for bugs of <paramref name="depth"/>.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="depth">d, the number of ordering constraints that suffice for the bug, at least 1.</param>
    /// <param name="length">k, the number of steps of the longest execution, at least 1; an estimate.</param>
    public Pct(ulong seed, int depth, int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        _seed = seed;
        _length = length;
        _changeSteps = new int[depth - 1];
        _changePriorities = new int[depth - 1];
    }

    /// <inheritdoc/>
    public void Seek(long execution) => _execution = execution;

    /// <inheritdoc/>
    public bool Begin(IProgram program)
    {
        _rng = Rng.ForExecution(_seed, _execution++);
        _actors = program.ActorCount;
        _step = 0;
        _change = 0;
        DrawPriorities();
        DrawChangePoints();
        return true;
    }

    /// <inheritdoc/>
    public int NextActor(IProgram program)
    {
        var enabled = program.Enabled;
        var rank = 0;
        while (!ActorSet.Contains(enabled, _order[rank]))
            rank++;

        var actor = _order[rank];
        _step++;
        while (_change < _changeSteps.Length && _changeSteps[_change] == _step)
            Lower(actor, _changePriorities[_change++]);
        return actor;
    }

    /// <inheritdoc/>
    public int NextValue(int arity) => _rng.Below(arity);

    // Distinct priorities d .. d + n - 1 by a Fisher-Yates shuffle, kept as the order from the highest to the lowest.
    private void DrawPriorities()
    {
        for (var i = 0; i < _actors; i++)
        {
            var j = _rng.Below(i + 1);
            _order[i] = _order[j];
            _order[j] = i;
        }

        for (var rank = 0; rank < _actors; rank++)
            _priorities[_order[rank]] = _changeSteps.Length + _actors - rank;
    }

    // Change point i (1 .. d - 1) has the priority value i; sorted by step, stably, so that one comparison a step is enough.
    private void DrawChangePoints()
    {
        for (var i = 0; i < _changeSteps.Length; i++)
        {
            var step = 1 + _rng.Below(_length);
            var at = i;
            for (; at > 0 && _changeSteps[at - 1] > step; at--)
            {
                _changeSteps[at] = _changeSteps[at - 1];
                _changePriorities[at] = _changePriorities[at - 1];
            }

            _changeSteps[at] = step;
            _changePriorities[at] = i + 1;
        }
    }

    // The new value takes effect from the next step on: the step that was decided is the one that reaches the change point.
    private void Lower(int actor, int priority)
    {
        var rank = Array.IndexOf(_order, actor, 0, _actors);
        _priorities[actor] = priority;
        for (; rank + 1 < _actors && _priorities[_order[rank + 1]] > priority; rank++)
            _order[rank] = _order[rank + 1];
        for (; rank > 0 && _priorities[_order[rank - 1]] < priority; rank--)
            _order[rank] = _order[rank - 1];
        _order[rank] = actor;
    }
}
