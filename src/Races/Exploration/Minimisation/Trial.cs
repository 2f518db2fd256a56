using System.Numerics;
using RaceSim.Steps;

namespace RaceSim.Exploration.Minimisation;

/// <summary>Tries a wished-for schedule: what really ran, whether it met the goal, and how long it was.</summary>
internal sealed class Trial
{
    private readonly IProgram _program;
    private readonly Goal _goal;
    private readonly Guided _guided = new(new Schedule());

    public Trial(IProgram program, Goal goal, int stepBound)
    {
        _program = program;
        _goal = goal;
        StepBound = stepBound;
    }

    /// <summary>The most steps of a run.</summary>
    public int StepBound { get; }

    /// <summary>How many were tried.</summary>
    public long Executions { get; private set; }

    /// <summary>The decisions of the last run, up to the goal.</summary>
    public Schedule Schedule { get; } = new();

    /// <summary>How long the last run was.</summary>
    public Cost Cost { get; private set; }

    /// <summary>The length of a schedule with a known number of preemptions.</summary>
    public static Cost CostOf(Schedule schedule, int preemptions)
    {
        var actors = 0UL;
        foreach (var decision in schedule.Decisions)
            actors |= 1UL << decision.Actor;
        return new Cost(preemptions, schedule.Count, BitOperations.PopCount(actors), schedule.Switches);
    }

    /// <summary>Runs a schedule as far as it can be followed; true if it met the goal.</summary>
    public bool TryRun(Schedule wish) => TryRun(wish, StepBound);

    /// <summary>Runs a schedule as far as it can be followed, and gives up after so many steps.</summary>
    public bool TryRun(Schedule wish, int stepBound)
    {
        Executions++;
        _guided.Load(wish);
        _program.Reset();
        _guided.Begin(_program);
        Schedule.Clear();
        var preemptions = 0;
        var last = -1;
        var isMet = _goal.IsMet(_program);
        while (!isMet && _program.Enabled != 0 && Schedule.Count < stepBound)
        {
            var enabled = _program.Enabled;
            var actor = _guided.NextActor(_program);
            var arity = _program.Next(actor).Arity;
            var value = arity > 1 ? _guided.NextValue(arity) : 0;
            preemptions += last >= 0 && actor != last && ActorSet.Contains(enabled, last) ? 1 : 0;
            Schedule.Add(actor, value);
            _program.Step(actor, value);
            last = actor;
            isMet = _goal.IsMet(_program);
        }

        Cost = CostOf(Schedule, preemptions);
        return isMet;
    }
}
