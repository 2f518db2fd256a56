using System.Numerics;
using RaceSim.Steps;

namespace RaceSim.Exploration;

/// <summary>
/// Exhaustive depth-first search of the schedules with at most c preemptions. A preemption is a switch away from an actor that could
/// have moved on; a switch away from one that has finished or has to wait costs nothing.
/// </summary>
/// <remarks>
/// Paper: Musuvathi and Qadeer, "Iterative context bounding for systematic testing of multithreaded programs", PLDI 2007.
/// Guarantee: every execution with at most c preemptions, up to the step bound, is run exactly once; if the search ends and
/// <see cref="WasCut"/> is false, the bound excluded nothing and these are all executions. Parameters: c, which a caller raises
/// from 0 one by one (a schedule found at c then has the fewest preemptions that suffice); the first decisions of all schedules.
/// </remarks>
public sealed class BoundedSearch : IStrategy
{
    private readonly DecisionPath _path = new();
    private readonly int _maxPreemptions;
    private bool _begun;
    private int _last;
    private int _preemptions;

    /// <summary>A search with at most <paramref name="maxPreemptions"/> preemptions, at least 0.</summary>
    public BoundedSearch(int maxPreemptions)
        : this(maxPreemptions, [])
    {
    }

    /// <summary>The part of a search whose schedules begin with <paramref name="path"/> (<see cref="BoundedPartition"/>).</summary>
    public BoundedSearch(int maxPreemptions, IReadOnlyList<Decision> path)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxPreemptions);
        _maxPreemptions = maxPreemptions;
        foreach (var decision in path)
            _path.Fix(decision);
    }

    /// <summary>Whether the bound has excluded some schedule so far.</summary>
    public bool WasCut { get; private set; }

    /// <inheritdoc/>
    public bool Begin(IProgram program)
    {
        _last = -1;
        _preemptions = 0;
        if (_begun)
            return _path.Advance();

        _begun = true;
        return true;
    }

    /// <inheritdoc/>
    public int NextActor(IProgram program)
    {
        var enabled = program.Enabled;
        var canStay = ActorSet.Contains(enabled, _last);
        var actor = _path.IsRepeating ? _path.Repeat() : Extend(enabled, canStay);
        if (canStay && actor != _last)
            _preemptions++;
        _last = actor;
        return actor;
    }

    /// <inheritdoc/>
    public int NextValue(int arity) => _path.Value(arity);

    private int Extend(ulong enabled, bool canStay)
    {
        var actor = canStay ? _last : BitOperations.TrailingZeroCount(enabled);
        var others = enabled & ~(1UL << actor);
        if (canStay && _preemptions == _maxPreemptions)
        {
            WasCut |= others != 0;
            others = 0;
        }

        return _path.Extend(actor, others);
    }
}
