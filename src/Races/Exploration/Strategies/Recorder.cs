using RaceSim.Steps;

namespace RaceSim.Exploration;

/// <summary>A decorator that writes down what another strategy decides.</summary>
/// <remarks>
/// No paper. Guarantee: decides exactly as the strategy inside. Parameters: the strategy; whether to take a fingerprint of the state
/// after every step, which costs more than the step.
/// </remarks>
public sealed class Recorder : IStrategy
{
    private readonly IStrategy _inner;
    private readonly bool _fingerprints;

    /// <summary>Records <paramref name="inner"/>.</summary>
    /// <param name="inner">The strategy that decides.</param>
    /// <param name="fingerprints">Whether to record fingerprints; then <see cref="Complete"/> has to follow each execution.</param>
    public Recorder(IStrategy inner, bool fingerprints = false)
    {
        _inner = inner;
        _fingerprints = fingerprints;
    }

    /// <summary>The present or last execution's decisions; overwritten by the next <see cref="Begin"/>.</summary>
    public Schedule Schedule { get; } = new();

    /// <inheritdoc/>
    public bool Begin(IProgram program)
    {
        Schedule.Clear();
        return _inner.Begin(program);
    }

    /// <inheritdoc/>
    public int NextActor(IProgram program)
    {
        if (_fingerprints)
            Complete(program);
        var actor = _inner.NextActor(program);
        Schedule.Add(actor);
        return actor;
    }

    /// <inheritdoc/>
    public int NextValue(int arity)
    {
        var value = _inner.NextValue(arity);
        Schedule.SetLastValue(value);
        return value;
    }

    /// <summary>Takes the fingerprint after the last step, once the execution has ended.</summary>
    public void Complete(IProgram program)
    {
        if (_fingerprints && Schedule.FingerprintCount < Schedule.Count)
            Schedule.AddFingerprint(program.Fingerprint());
    }
}
