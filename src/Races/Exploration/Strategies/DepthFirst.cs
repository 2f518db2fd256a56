using System.Numerics;
using RaceSim.Steps;

namespace RaceSim.Exploration;

/// <summary>
/// Plain depth-first search of every schedule and every value of every choice, without any reduction: the oracle that the
/// reducers are compared with.
/// </summary>
/// <remarks>
/// Paper: stateless search as in Godefroid, "Model checking for programming languages using VeriSoft", POPL 1997, with its
/// reductions left out. Guarantee: every execution of the program up to the step bound is run exactly once, in the
/// lexicographic order of the decisions; n actors of k independent steps have (nk)! / (k!)^n. Parameters: none.
/// </remarks>
public sealed class DepthFirst : IStrategy
{
    private readonly DecisionPath _path = new();
    private bool _begun;

    /// <inheritdoc/>
    public bool Begin(IProgram program)
    {
        if (_begun)
            return _path.Advance();

        _begun = true;
        return true;
    }

    /// <inheritdoc/>
    public int NextActor(IProgram program)
    {
        if (_path.IsRepeating)
            return _path.Repeat();

        var enabled = program.Enabled;
        return _path.Extend(BitOperations.TrailingZeroCount(enabled), enabled & (enabled - 1));
    }

    /// <inheritdoc/>
    public int NextValue(int arity) => _path.Value(arity);
}
