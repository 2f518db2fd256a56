using System.Numerics;
using RaceSim.Steps;

namespace RaceSim.Exploration;

/// <summary>
/// Random walk: at every step each enabled actor is equally likely to move, and each value of a choice is equally likely.
/// </summary>
/// <remarks>
/// Paper: the baseline of Thomson, Donaldson and Betts, "Concurrency testing using controlled schedulers", TOPC 2016.
/// Guarantee: every schedule has a positive probability, the product of 1 / (number of enabled actors) over its steps; the
/// distribution over schedules is not uniform: schedules in which actors run out early are more likely.
/// Parameters: the seed.
/// </remarks>
public sealed class RandomWalk : ISampler
{
    private readonly ulong _seed;
    private long _execution;
    private Rng _rng;

    /// <summary>A random walk that draws from <paramref name="seed"/>.</summary>
    public RandomWalk(ulong seed) => _seed = seed;

    /// <inheritdoc/>
    public void Seek(long execution) => _execution = execution;

    /// <inheritdoc/>
    public bool Begin(IProgram program)
    {
        _rng = Rng.ForExecution(_seed, _execution++);
        return true;
    }

    /// <inheritdoc/>
    public int NextActor(IProgram program)
    {
        var enabled = program.Enabled;
        return (enabled & (enabled - 1)) == 0
            ? BitOperations.TrailingZeroCount(enabled)
            : ActorSet.Select(enabled, _rng.Below(BitOperations.PopCount(enabled)));
    }

    /// <inheritdoc/>
    public int NextValue(int arity) => _rng.Below(arity);
}
