using System.Numerics;
using RaceSim.Steps;

namespace RaceSim.Exploration;

/// <summary>PCT that becomes fair: after as many steps as an execution is expected to have, every enabled actor is equally likely to move.</summary>
/// <remarks>
/// Paper: the prefix is <see cref="Pct"/> (Burckhardt et al., ASPLOS 2010); the fair suffix is that of Coyote's <c>fairpct</c> (Deligiannis et al., TACAS 2023).
/// Guarantee: that of PCT for executions of at most k steps, and a loop that waits for another actor ends with probability 1:
/// under PCT it goes on to the step bound if the waiting actor has the higher priority. Parameters: those of PCT; k is also the length of
/// the prefix.
/// </remarks>
public sealed class FairPct : ISampler
{
    private const ulong SuffixStream = 0xA0761D6478BD642F;

    private readonly Pct _pct;
    private readonly ulong _seed;
    private readonly int _length;
    private long _execution;
    private int _step;
    private Rng _rng;

    /// <summary>Fair PCT that looks for bugs of <paramref name="depth"/>.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="depth">d, at least 1.</param>
    /// <param name="length">k, at least 1; an estimate.</param>
    public FairPct(ulong seed, int depth, int length)
    {
        _pct = new Pct(seed, depth, length);
        _seed = seed ^ SuffixStream;
        _length = length;
    }

    /// <inheritdoc/>
    public void Seek(long execution)
    {
        _execution = execution;
        _pct.Seek(execution);
    }

    /// <inheritdoc/>
    public bool Begin(IProgram program)
    {
        _rng = Rng.ForExecution(_seed, _execution++);
        _step = 0;
        return _pct.Begin(program);
    }

    /// <inheritdoc/>
    public int NextActor(IProgram program)
    {
        if (_step++ < _length)
            return _pct.NextActor(program);

        var enabled = program.Enabled;
        return ActorSet.Select(enabled, _rng.Below(BitOperations.PopCount(enabled)));
    }

    /// <inheritdoc/>
    public int NextValue(int arity) => _step <= _length ? _pct.NextValue(arity) : _rng.Below(arity);
}
