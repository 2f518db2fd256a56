using RaceSim.Exploration;
using RaceSim.Steps;

namespace RaceSim.Scenarios;

/// <summary>
/// Follows executions that another host has run, step by step, in the built-in engine, which checks them: so what the host finds has a trace that replays,
/// and a host that does something else than the engine is caught.
/// </summary>
internal sealed class FollowedRuns : IStrategy, IExecutionSink
{
    private readonly IHostedRuns _runs;
    private readonly Func<bool>? _keepGoing; // Asked before each execution: on some hosts one takes a while.
    private readonly Replay _replay = new(new Schedule());
    private HostedRun? _run;

    public FollowedRuns(IHostedRuns runs, Func<bool>? keepGoing)
    {
        _runs = runs;
        _keepGoing = keepGoing;
    }

    /// <inheritdoc/>
    public bool Begin(IProgram program)
    {
        _run = _keepGoing is null || _keepGoing() ? _runs.Next() : null;
        if (_run is null)
        {
            return false;
        }

        _replay.Load(_run.Schedule);
        return _replay.Begin(program);
    }

    /// <inheritdoc/>
    public int NextActor(IProgram program)
    {
        var actor = _replay.NextActor(program);
        return _replay.Divergence is null ? actor
            : throw Disagreement(_replay.Divergence.Message + (_run!.Violation is { } seen ? $"; the host saw {seen.Invariant} break: {seen.Message}" : ""));
    }

    /// <inheritdoc/>
    public int NextValue(int arity) => _replay.NextValue(arity);

    /// <inheritdoc/>
    public void Ended(long index, Execution execution, IProgram program)
    {
        if (_run!.Violation is { } seen && execution.End is (ExecutionEnd.Completed or ExecutionEnd.StepBoundHit))
        {
            throw Disagreement($"it saw {seen.Invariant} break and the engine does not");
        }

        if (execution.End is not (ExecutionEnd.Completed or ExecutionEnd.Deadlocked))
        {
            return; // The host may have gone on: it checks later than the engine.
        }

        if (_run.Schedule.Count != execution.Steps)
        {
            throw Disagreement($"for the engine all is over after {execution.Steps}");
        }

        if (_run.Fingerprint != program.Fingerprint())
        {
            throw Disagreement("its final state is another one");
        }
    }

    private EngineException Disagreement(string what) =>
        new($"the host and the built-in engine disagree on a schedule of {_run!.Schedule.Count} steps: {what}");
}
