using System.Numerics;
using System.Runtime.CompilerServices;
using RaceSim.Steps;

namespace RaceSim.Exploration;

/// <summary>
/// Partial order sampling: every pending step has a random priority and the highest one is performed; the steps that raced with it
/// draw again, so that orders of dependent steps are sampled more evenly than by a random walk.
/// </summary>
/// <remarks>
/// Paper: Yuan, Yang and Gu, "Partial order aware concurrency sampling", CAV 2018 (the algorithm POS). Guarantee: every partial
/// order has a positive probability, and a higher least probability than under a random walk (the paper's section 3).
/// Parameters: the seed. Racing steps are those enabled and dependent (<see cref="Dependence"/>). Priorities have 64 bits; equal ones
/// fall to the lower actor.
/// </remarks>
public sealed class Pos : ISampler
{
    private readonly ulong _seed;
    private readonly ulong[] _priorities = new ulong[64];
    private long _execution;
    private Rng _rng;

    /// <summary>POS that draws from <paramref name="seed"/>.</summary>
    public Pos(ulong seed) => _seed = seed;

    /// <inheritdoc/>
    public void Seek(long execution) => _execution = execution;

    /// <inheritdoc/>
    public bool Begin(IProgram program)
    {
        _rng = Rng.ForExecution(_seed, _execution++);
        for (var actor = 0; actor < program.ActorCount; actor++)
            _priorities[actor] = _rng.Next();
        return true;
    }

    /// <inheritdoc/>
    public int NextActor(IProgram program)
    {
        var enabled = program.Enabled;
        if ((enabled & (enabled - 1)) == 0)
        {
            // Nobody is enabled to race with it; a step that becomes enabled later has a priority that nothing has looked at yet.
            var only = BitOperations.TrailingZeroCount(enabled);
            _priorities[only] = _rng.Next();
            return only;
        }

        var actor = Highest(enabled);
        _priorities[actor] = _rng.Next();
        RedrawRacing(program, actor, enabled & ~(1UL << actor));
        return actor;
    }

    /// <inheritdoc/>
    public int NextValue(int arity) => _rng.Below(arity);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Highest(ulong enabled)
    {
        var best = BitOperations.TrailingZeroCount(enabled);
        for (var rest = enabled & (enabled - 1); rest != 0; rest &= rest - 1)
        {
            var actor = BitOperations.TrailingZeroCount(rest);
            if (_priorities[actor] > _priorities[best])
                best = actor;
        }

        return best;
    }

    // Before the step is performed, while its announcement still stands: afterwards the others' announcements are unchanged.
    private void RedrawRacing(IProgram program, int actor, ulong others)
    {
        ref readonly var step = ref program.Next(actor);
        for (; others != 0; others &= others - 1)
        {
            var other = BitOperations.TrailingZeroCount(others);
            if (Dependence.AreDependent(step, program.Next(other)))
                _priorities[other] = _rng.Next();
        }
    }
}
