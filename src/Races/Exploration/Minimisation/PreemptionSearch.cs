using System.Numerics;
using RaceSim.Steps;

namespace RaceSim.Exploration.Minimisation;

/// <summary>
/// Depth-first search of the schedules with at most c preemptions, one execution at a time, that leaves out preemptions which change nothing: an
/// actor that was preempted resumes only after a step that depends on the one it was stopped before.
/// </summary>
/// <remarks>
/// Why nothing is lost: if no step in between depends on the preempted actor's next one, that one could have been taken before the preemption, and the
/// schedule so changed is equivalent, has no more preemptions and no more steps. Doing so again and again moves every preemption to where it matters
/// or away. Compare Musuvathi and Qadeer, PLDI 2007, for the bound, and Coons, Musuvathi and McKinley, "Bounded partial-order reduction", OOPSLA 2013,
/// for why general reductions and bounds do not mix; this one keeps the bound because it never adds a switch.
/// </remarks>
internal sealed class PreemptionSearch(IProgram program, Goal goal, int maxPreemptions)
{
    private readonly DecisionPath _path = new();
    private bool _begun;
    private int _last;
    private ulong _pointless;

    /// <summary>The decisions of the last execution.</summary>
    public Schedule Schedule { get; } = new();

    /// <summary>The preemptions of the last execution.</summary>
    public int Preemptions { get; private set; }

    /// <summary>Whether the last execution met the goal.</summary>
    public bool IsMet { get; private set; }

    /// <summary>Whether the last execution was cut at the step bound.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Runs the next execution; false if there is none.</summary>
    public bool Next(int stepBound)
    {
        if (_begun && !_path.Advance())
            return false;

        _begun = true;
        program.Reset();
        Schedule.Clear();
        Preemptions = 0;
        IsCut = false;
        _last = -1;
        _pointless = 0;
        IsMet = goal.IsMet(program);
        while (!IsMet && program.Enabled != 0)
        {
            IsCut = Schedule.Count == stepBound;
            if (IsCut || !TryPick(out var actor))
                break;
            Take(actor);
        }

        if (IsCut)
            _path.Cut();
        return true;
    }

    private bool TryPick(out int actor)
    {
        var enabled = program.Enabled;
        var canStay = ActorSet.Contains(enabled, _last);
        if (_path.IsRepeating)
        {
            actor = _path.Repeat();
        }
        else
        {
            var candidates = canStay && Preemptions == maxPreemptions ? 1UL << _last : enabled & ~_pointless;
            if (candidates == 0)
            {
                actor = -1;
                return false;
            }

            actor = canStay ? _last : BitOperations.TrailingZeroCount(candidates);
            _path.Extend(actor, candidates & ~(1UL << actor));
        }

        if (canStay && actor != _last)
        {
            Preemptions++;
            _pointless |= 1UL << _last;
        }

        return true;
    }

    private void Take(int actor)
    {
        ref readonly var step = ref program.Next(actor);
        for (var waiting = _pointless; waiting != 0; waiting &= waiting - 1)
        {
            var other = BitOperations.TrailingZeroCount(waiting);
            if (Dependence.AreDependent(step, program.Next(other)))
                _pointless &= ~(1UL << other);
        }

        _pointless &= ~(1UL << actor);
        var value = step.Arity > 1 ? _path.Value(step.Arity) : 0;
        Schedule.Add(actor, value);
        program.Step(actor, value);
        _last = actor;
        IsMet = goal.IsMet(program);
    }
}
