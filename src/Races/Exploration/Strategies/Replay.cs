using System.Numerics;
using RaceSim.Steps;

namespace RaceSim.Exploration;

/// <summary>Follows a recorded schedule, once, and says where and why it could not.</summary>
/// <remarks>
/// No paper. Guarantee: if <see cref="Divergence"/> is null after <see cref="Complete"/>, the execution took exactly the recorded decisions
/// and, where fingerprints were recorded, passed through the same states. After a divergence the execution goes on without
/// preemptions, so that the program still ends in order. Parameters: the schedule.
/// </remarks>
public sealed class Replay : IStrategy
{
    private Schedule _schedule;
    private bool _offered;
    private int _position;
    private int _last;

    /// <summary>A replay of <paramref name="schedule"/>, which must not change meanwhile.</summary>
    public Replay(Schedule schedule) => _schedule = schedule;

    /// <summary>The first divergence of the present or last execution; null if it has followed its schedule so far.</summary>
    public Divergence? Divergence { get; private set; }

    /// <summary>Runs <paramref name="schedule"/> on <paramref name="program"/>.</summary>
    /// <param name="program">The program; left in the state in which the execution ended.</param>
    /// <param name="schedule">The schedule.</param>
    /// <param name="stepBound">The step bound, at least 1; only a diverged execution needs more steps than were recorded.</param>
    /// <param name="divergence">Where the schedule was left; null if it was followed.</param>
    public static Execution Run(IProgram program, Schedule schedule, int stepBound, out Divergence? divergence)
    {
        var replay = new Replay(schedule);
        Executor.TryRun(program, replay, stepBound, out var execution);
        replay.Complete(program);
        divergence = replay.Divergence;
        return execution;
    }

    /// <summary>Makes the next <see cref="Begin"/> offer <paramref name="schedule"/>.</summary>
    public void Load(Schedule schedule)
    {
        _schedule = schedule;
        _offered = false;
    }

    /// <inheritdoc/>
    public bool Begin(IProgram program)
    {
        Divergence = null;
        _position = 0;
        _last = -1;
        var isFirst = !_offered;
        _offered = true;
        return isFirst;
    }

    /// <inheritdoc/>
    public int NextActor(IProgram program)
    {
        if (Divergence is null)
            CheckFingerprint(program);
        if (Divergence is null)
            CheckDecision(program);

        _last = Divergence is null ? _schedule[_position].Actor : Onwards(program.Enabled);
        _position++;
        return _last;
    }

    /// <inheritdoc/>
    public int NextValue(int arity) => Divergence is null ? _schedule[_position - 1].Value : 0;

    /// <summary>Checks the end, once the execution has ended: the last fingerprint, and that no recorded decision is left.</summary>
    public void Complete(IProgram program)
    {
        if (Divergence is null)
            CheckFingerprint(program);
        if (Divergence is null && _position < _schedule.Count)
            Diverge(_position, DivergenceReason.EndedEarly, $"the program ended after {_position} of {_schedule.Count} recorded steps");
    }

    private void CheckFingerprint(IProgram program)
    {
        var step = _position - 1;
        if (step < 0 || step >= _schedule.FingerprintCount)
            return;

        var expected = _schedule.Fingerprints[step];
        var actual = program.Fingerprint();
        if (actual != expected)
        {
            var who = program.ActorName(_schedule[step].Actor);
            Diverge(step, DivergenceReason.FingerprintDiffers,
                $"after step {step + 1} by {who} the state is not the recorded one (fingerprint {actual:x16}, recorded {expected:x16})");
        }
    }

    private void CheckDecision(IProgram program)
    {
        var number = _position + 1;
        if (_position >= _schedule.Count)
        {
            Diverge(_position, DivergenceReason.EndedLate, $"the program goes on after the {_schedule.Count} recorded steps");
            return;
        }

        var (actor, value) = _schedule[_position];
        if (!ActorSet.Contains(program.Enabled, actor))
        {
            var who = actor < program.ActorCount ? program.ActorName(actor) : $"actor {actor}, which does not exist,";
            Diverge(_position, DivergenceReason.ActorNotEnabled, $"step {number} is by {who} but it cannot move there");
            return;
        }

        var arity = Math.Max(1, program.Next(actor).Arity);
        if ((uint)value >= (uint)arity)
        {
            Diverge(_position, DivergenceReason.ValueOutOfRange,
                $"step {number} by {program.ActorName(actor)} chooses {value} but only 0 to {arity - 1} can be chosen there");
        }
    }

    private void Diverge(int step, DivergenceReason reason, string message) => Divergence = new Divergence(step, reason, message);

    private int Onwards(ulong enabled) => ActorSet.Contains(enabled, _last) ? _last : BitOperations.TrailingZeroCount(enabled);
}
