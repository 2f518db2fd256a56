using System.Numerics;
using RaceSim.Exploration.Dpor;
using RaceSim.Steps;

namespace RaceSim.Exploration;

/// <summary>
/// The tree of the executions that a search with sleep sets runs: one leaf for each equivalence class, and some branches that end because all that can move
/// sleeps. Expands one node at a time, by running its steps again.
/// </summary>
/// <remarks>
/// Paper: Godefroid, "Partial-order methods for the verification of concurrent systems", LNCS 1032, 1996: sleep sets alone leave exactly one complete execution
/// of each class, in whatever order the alternatives of a state are taken. Steps that nobody may conflict with any more are taken first, and a branch
/// is left out if an actor in it would sleep for ever: nobody who is awake, or may be woken, has a dependent step before it
/// (<see cref="FutureAccesses"/>). That is what keeps the dead ends few. What actors may still do is learnt from executions; a walk that meets an
/// access nobody had made says so, because branches may have been left out wrongly before.
/// </remarks>
internal sealed class ClassTree
{
    private readonly IProgram _program;
    private readonly FutureAccesses _future;
    private readonly int _stepBound;
    private readonly WakeOutlook _outlook;
    private readonly List<SleepEntry> _candidates = [];
    private readonly List<SleepEntry> _branches = [];
    private List<SleepEntry> _sleep = [];
    private List<SleepEntry> _nextSleep = [];

    public ClassTree(IProgram program, FutureAccesses future, int stepBound)
    {
        _program = program;
        _future = future;
        _stepBound = stepBound;
        _outlook = new WakeOutlook(future, program.ActorCount);
    }

    /// <summary>Whether a walk was cut at the step bound.</summary>
    public bool WasCut { get; private set; }

    /// <summary>Whether a walk has met an access that was not foreseen.</summary>
    public bool WasSurprised { get; private set; }

    /// <summary>Forgets that there was a surprise.</summary>
    public void Forgive() => WasSurprised = false;

    /// <summary>The steps performed so far.</summary>
    public long Steps { get; private set; }

    /// <summary>
    /// Runs a node's steps and goes on to the next place with several branches, which are added to <paramref name="children"/>. True if there is none
    /// because the execution is complete; that and no children is a dead end.
    /// </summary>
    /// <param name="node">The node; an empty one is the root.</param>
    /// <param name="children">Where to add the branches.</param>
    public bool Expand(ClassTreeNode node, List<ClassTreeNode> children)
    {
        _program.Reset();
        _future.Begin();
        _outlook.Begin();
        _sleep.Clear();
        _sleep.AddRange(node.Sleep);
        var path = new List<Decision>(node.Path.Length + 64);
        foreach (var (actor, value) in node.Path)
            Step(path, actor, value);
        while (_program.Enabled != 0)
        {
            if (path.Count >= _stepBound)
            {
                WasCut = true;
                return false;
            }

            FindBranches();
            if (_branches.Count == 0)
                return false;
            if (_branches.Count > 1)
            {
                AddChildren(path, children);
                return false;
            }

            var only = _branches[0];
            (_sleep, _nextSleep) = (_nextSleep, _sleep);
            _sleep.Clear();
            SleepAfter(only, _nextSleep, _sleep);
            Step(path, only.Actor, only.Value);
        }

        return true;
    }

    private void AddChildren(List<Decision> path, List<ClassTreeNode> children)
    {
        foreach (var branch in _branches)
        {
            _nextSleep.Clear();
            SleepAfter(branch, _sleep, _nextSleep);
            children.Add(new ClassTreeNode([.. path, new Decision(branch.Actor, branch.Value)], [.. _nextSleep]));
        }
    }

    private void Step(List<Decision> path, int actor, int value)
    {
        WasSurprised |= _future.Note(actor, _outlook.Take(actor), _program.Next(actor));
        _program.Step(actor, value);
        path.Add(new Decision(actor, value));
        Steps++;
    }

    // Those alternatives that lead somewhere, in the order in which a search would take them.
    private void FindBranches()
    {
        _candidates.Clear();
        _branches.Clear();
        AddCandidates(areFree: true);
        AddCandidates(areFree: false);
        foreach (var candidate in _candidates)
        {
            _nextSleep.Clear();
            SleepAfter(candidate, _sleep, _nextSleep);
            if (_outlook.CanAllWake(_nextSleep, candidate.Actor))
                _branches.Add(candidate);
            if (_branches.Count == 1 && _outlook.IsFree(candidate))
                return; // Who lets it sleep lets it sleep for ever.
        }
    }

    private void AddCandidates(bool areFree)
    {
        for (var enabled = _program.Enabled; enabled != 0; enabled &= enabled - 1)
        {
            var actor = BitOperations.TrailingZeroCount(enabled);
            ref readonly var operation = ref _program.Next(actor);
            if (areFree != _outlook.IsFree(new SleepEntry { Actor = actor, Operation = operation }))
                continue;
            for (var value = 0; value < Math.Max(1, operation.Arity); value++)
            {
                if (!_sleep.Exists(s => s.Actor == actor && s.Value == value))
                    _candidates.Add(new SleepEntry { Actor = actor, Value = value, Operation = operation });
            }
        }
    }

    // What sleeps after a step: what slept before and every alternative before it, unless it depends on the step.
    private void SleepAfter(in SleepEntry step, List<SleepEntry> before, List<SleepEntry> after)
    {
        foreach (var entry in before)
            WakeOutlook.KeepAsleep(entry, step, after);
        foreach (var earlier in _candidates)
        {
            if (earlier.Actor == step.Actor && earlier.Value == step.Value)
                return;
            WakeOutlook.KeepAsleep(earlier, step, after);
        }
    }
}
