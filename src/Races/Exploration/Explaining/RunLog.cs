using RaceSim.Steps;

namespace RaceSim.Exploration.Explaining;

/// <summary>
/// A run with all that is needed to reason about it: every step as it was announced, who could move, and what happened before what. It goes on after
/// the goal, without preemptions, so that the steps that came too late are in it.
/// </summary>
public sealed class RunLog
{
    private readonly List<Operation> _operations = [];
    private readonly List<ulong> _enabled = [];
    private readonly List<int> _ordinals = [];
    private readonly List<int[]> _clocks = [];
    private readonly List<(int First, int Second)> _reversible = [];
    private readonly List<int>[] _stepsOf;
    private readonly int[] _enabler;

    private RunLog(int actors)
    {
        _stepsOf = [.. Enumerable.Range(0, actors).Select(_ => new List<int>())];
        _enabler = new int[actors];
        Array.Fill(_enabler, -1);
    }

    /// <summary>The decisions, those after the goal among them.</summary>
    public Schedule Schedule { get; } = new();

    /// <summary>The number of steps after which the goal was met.</summary>
    public int GoalStep { get; private set; }

    /// <summary>
    /// Pairs of steps of different actors that do not commute and of which the second could have come first: nothing that its own actor does before it has to
    /// wait for the first. The second may be a step after the goal.
    /// </summary>
    public IReadOnlyList<(int First, int Second)> Reversible => _reversible;

    /// <summary>The step as it was announced.</summary>
    /// <param name="step">From 0.</param>
    public Operation Operation(int step) => _operations[step];

    /// <summary>Who could move at a step, one bit an actor.</summary>
    public ulong Enabled(int step) => _enabled[step];

    /// <summary>Which of its actor's steps a step is, from 0.</summary>
    public int Ordinal(int step) => _ordinals[step];

    /// <summary>Whether the first of two steps has to come before the second in every equivalent run.</summary>
    public bool HappensBefore(int first, int second) => first == second || _clocks[second][Schedule[first].Actor] > _ordinals[first];

    /// <summary>Runs a schedule and writes down what it does.</summary>
    /// <param name="program">The program.</param>
    /// <param name="schedule">The schedule; it meets the goal.</param>
    /// <param name="goal">What it shows.</param>
    /// <param name="stepBound">The most steps.</param>
    public static RunLog Of(IProgram program, Schedule schedule, Goal goal, int stepBound)
    {
        var log = new RunLog(program.ActorCount);
        var guided = new Guided(schedule);
        program.Reset();
        guided.Begin(program);
        var isMet = goal.IsMet(program);
        while (program.Enabled != 0 && log.Schedule.Count < stepBound)
        {
            var actor = guided.NextActor(program);
            var arity = program.Next(actor).Arity;
            var value = arity > 1 ? guided.NextValue(arity) : 0;
            log.Add(program, actor, value);
            if (!isMet && (isMet = goal.IsMet(program)))
                log.GoalStep = log.Schedule.Count;
        }

        return log;
    }

    private void Add(IProgram program, int actor, int value)
    {
        var before = program.Enabled;
        var step = Schedule.Count;
        _operations.Add(program.Next(actor));
        _enabled.Add(before);
        _ordinals.Add(_stepsOf[actor].Count);
        Order(step, actor);
        _stepsOf[actor].Add(step);
        Schedule.Add(actor, value);
        program.Step(actor, value);
        for (var i = 0; i < _enabler.Length; i++)
        {
            if (i != actor && ActorSet.Contains(program.Enabled & ~before, i))
                _enabler[i] = step;
        }
    }

    // The clock of a step says how many steps of each actor come before it or are it.
    private void Order(int step, int actor)
    {
        var clock = _stepsOf[actor].Count > 0 ? (int[])_clocks[_stepsOf[actor][^1]].Clone() : new int[_stepsOf.Length];
        if (_enabler[actor] >= 0)
            Merge(clock, _clocks[_enabler[actor]]);
        _enabler[actor] = -1;
        var before = (int[])clock.Clone();
        for (var other = 0; other < _stepsOf.Length; other++)
        {
            if (other != actor)
                OrderAgainst(_stepsOf[other], before[other], step, clock);
        }

        clock[actor] = _stepsOf[actor].Count + 1;
        _clocks.Add(clock);
    }

    // All steps of another actor from a number on that the newest step depends on.
    private void OrderAgainst(List<int> steps, int from, int step, int[] clock)
    {
        var operation = _operations[step];
        var isLatest = true;
        for (var i = steps.Count - 1; i >= from; i--)
        {
            if (!Dependence.AreDependent(_operations[steps[i]], operation))
                continue;
            _reversible.Add((steps[i], step));
            if (isLatest)
                Merge(clock, _clocks[steps[i]]);
            isLatest = false;
        }
    }

    private static void Merge(int[] clock, int[] earlier)
    {
        for (var i = 0; i < clock.Length; i++)
            clock[i] = Math.Max(clock[i], earlier[i]);
    }
}
