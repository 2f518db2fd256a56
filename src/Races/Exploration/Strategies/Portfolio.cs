using RaceSim.Steps;

namespace RaceSim.Exploration;

/// <summary>Several samplers that take turns: schedule i is the next one of sampler i modulo their number.</summary>
/// <remarks>
/// No paper; portfolios are what Coyote and SAT solvers run when no strategy is best everywhere. Guarantee: a bug that one of m samplers finds with
/// probability p a schedule is found with at least 1 - (1 - p)^(N/m) in N schedules (N a multiple of m). Parameters: the samplers.
/// </remarks>
public sealed class Portfolio : ISampler
{
    private readonly ISampler[] _samplers;
    private ISampler _present;
    private long _execution;

    /// <summary>A portfolio.</summary>
    /// <param name="samplers">At least one; better with different seeds' streams, or the same schedule may come twice.</param>
    public Portfolio(params ISampler[] samplers)
    {
        ArgumentOutOfRangeException.ThrowIfZero(samplers.Length);
        _samplers = samplers;
        _present = samplers[0];
    }

    /// <inheritdoc/>
    public void Seek(long execution) => _execution = execution;

    /// <inheritdoc/>
    public bool Begin(IProgram program)
    {
        _present = _samplers[_execution % _samplers.Length];
        _present.Seek(_execution / _samplers.Length);
        _execution++;
        return _present.Begin(program);
    }

    /// <inheritdoc/>
    public int NextActor(IProgram program) => _present.NextActor(program);

    /// <inheritdoc/>
    public int NextValue(int arity) => _present.NextValue(arity);
}
