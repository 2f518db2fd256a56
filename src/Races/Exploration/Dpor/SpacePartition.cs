using System.Numerics;
using RaceSim.Steps;

namespace RaceSim.Exploration.Dpor;

/// <summary>
/// Cuts the space of a program into parts that can be searched one by one, anywhere and in any order: every equivalence class is in exactly one of them.
/// </summary>
/// <remarks>
/// The cut is the top of the tree of a search with sleep sets (Godefroid, LNCS 1032, 1996): a part is a path from the root and what sleeps after it.
/// Which alternatives a position has is foreseen from random walks (<see cref="WakeOutlook"/>), because to take every enabled actor everywhere would make most
/// parts empty. What is foreseen need not be true: the search of a part looks at every race with a step of its path, and tells at which positions a
/// reversal is in no part (<see cref="OptimalDpor.Uncovered"/>). There <see cref="Rest"/> adds all that is left. When no position is uncovered any more,
/// nothing is missing; the argument stands in <c>docs/soundness.md</c>. All of it depends on the program alone.
/// </remarks>
public sealed class SpacePartition
{
    private const int ProbedWalks = 256;
    private const ulong ProbeSeed = 0x8EBC6AF09C88C6E3;

    private readonly IProgram _program;
    private readonly int _stepBound;
    private readonly bool _stopAtViolation;
    private readonly FutureAccesses _future;
    private readonly WakeOutlook _outlook;
    private readonly List<SleepEntry> _candidates = [];
    private readonly List<SleepEntry> _branches = [];
    private List<SleepEntry> _sleep = [];
    private List<SleepEntry> _nextSleep = [];
    private bool _isForeseen;

    /// <summary>Prepares to cut.</summary>
    /// <param name="program">The program; used by nobody else during a call.</param>
    /// <param name="stepBound">The step bound of the search.</param>
    /// <param name="stopAtViolation">Whether the search ends an execution at its first broken check.</param>
    public SpacePartition(IProgram program, int stepBound, bool stopAtViolation)
        : this(program, stepBound, stopAtViolation, ProbedWalks)
    {
    }

    internal SpacePartition(IProgram program, int stepBound, bool stopAtViolation, int walks)
        : this(program, stepBound, stopAtViolation, new FutureAccesses(program)) => Foresee(walks);

    private SpacePartition(IProgram program, int stepBound, bool stopAtViolation, FutureAccesses future)
    {
        _program = program;
        _stepBound = stepBound;
        _stopAtViolation = stopAtViolation;
        _future = future;
        _outlook = new WakeOutlook(future, program.ActorCount);
    }

    /// <summary>The same partition over another instance of the program, for another thread.</summary>
    public SpacePartition Over(IProgram program) => new(program, _stepBound, _stopAtViolation, _future);

    /// <summary>Cuts a part into several, in order; into itself where it cannot be cut.</summary>
    /// <param name="path">The part's path; empty for the whole space.</param>
    /// <param name="least">Cutting goes on until there are so many.</param>
    public IReadOnlyList<Decision[]> Split(IReadOnlyList<Decision> path, int least)
    {
        var sleep = Walk(path, null);
        var leaves = new List<Node> { new([.. path], sleep) };
        var isRoot = true;
        for (var grown = true; grown && leaves.Count < least;)
        {
            grown = false;
            var level = leaves;
            leaves = new List<Node>(level.Count * 2);
            for (var i = 0; i < level.Count; i++)
            {
                var children = leaves.Count + level.Count - i < least ? Expand(level[i], isRoot) : null;
                grown |= children is not null;
                leaves.AddRange(children ?? [level[i]]);
            }

            isRoot = false;
        }

        return [.. leaves.Select(leaf => leaf.Path)];
    }

    /// <summary>A part, ready to be searched.</summary>
    /// <param name="path">Its path, as <see cref="Split"/> or <see cref="Rest"/> gave it.</param>
    public SpacePart Part(IReadOnlyList<Decision> path)
    {
        var alternatives = new SleepEntry[path.Count][];
        var sleep = Walk(path, alternatives);
        return new SpacePart([.. path], Foreign(sleep), alternatives);
    }

    /// <summary>The parts to add at an uncovered position: every decision there that was not foreseen.</summary>
    /// <param name="node">The path to the position.</param>
    public IReadOnlyList<Decision[]> Rest(IReadOnlyList<Decision> node)
    {
        Walk(node, null);
        FindBranches(all: false);
        var foreseen = _branches.Count;
        FindBranches(all: true);
        return [.. _branches.Skip(foreseen).Select(branch => (Decision[])[.. node, new Decision(branch.Actor, branch.Value)])];
    }

    // The walks end where the search would, because the model need not make sense after a broken check.
    private void Foresee(int walks)
    {
        var walk = new RandomWalk(ProbeSeed);
        for (var i = 0; i < walks; i++)
        {
            Begin();
            _future.Begin();
            walk.Begin(_program);
            for (var steps = 0; steps < _stepBound && !IsOver; steps++)
            {
                var actor = walk.NextActor(_program);
                ref readonly var operation = ref _program.Next(actor);
                _future.Note(actor, _outlook.Take(actor), operation);
                _program.Step(actor, operation.Arity > 1 ? walk.NextValue(operation.Arity) : 0);
            }
        }
    }

    private bool IsOver => _program.Enabled == 0 || (_stopAtViolation && _program.Violation is not null);

    private void Begin()
    {
        _program.Reset();
        _outlook.Begin();
        _sleep.Clear();
    }

    // Takes a path's steps from the root; what sleeps after them.
    private SleepEntry[] Walk(IReadOnlyList<Decision> path, SleepEntry[][]? alternatives)
    {
        Begin();
        for (var i = 0; i < path.Count; i++)
        {
            if (IsOver)
            {
                throw new EngineException($"a part's path has {path.Count} steps and its execution {i}");
            }

            FindBranches(all: false);
            var branch = Find(path[i]);
            if (branch < 0)
            {
                FindBranches(all: true);
                branch = Find(path[i]);
            }

            if (branch < 0)
            {
                throw new EngineException($"a part's path takes actor {path[i].Actor} at step {i + 1}, which sleeps or is not enabled there");
            }

            if (alternatives is not null)
                alternatives[i] = [.. _branches, .. Foreign([.. _sleep])];
            Take(branch);
        }

        return [.. _sleep];
    }

    // The branches at the next position that has several; null if there is none.
    private List<Node>? Expand(Node node, bool isRoot)
    {
        Begin();
        foreach (var (actor, value) in node.Path)
            Step(actor, value);
        _sleep.AddRange(node.Sleep);
        var path = new List<Decision>(node.Path);
        while (!IsOver && path.Count < _stepBound)
        {
            FindBranches(all: false);
            if (_branches.Count == 0 || (!_isForeseen && !isRoot))
                return null;
            if (_branches.Count > 1)
                return Children(path);
            path.Add(new Decision(_branches[0].Actor, _branches[0].Value));
            Take(0);
        }

        return null;
    }

    private List<Node> Children(List<Decision> path)
    {
        var children = new List<Node>(_branches.Count);
        for (var i = 0; i < _branches.Count; i++)
        {
            SleepAfter(i);
            children.Add(new Node([.. path, new Decision(_branches[i].Actor, _branches[i].Value)], [.. _nextSleep]));
        }

        return children;
    }

    private int Find(Decision decision) => _branches.FindIndex(b => b.Actor == decision.Actor && b.Value == decision.Value);

    private void Take(int branch)
    {
        SleepAfter(branch);
        (_sleep, _nextSleep) = (_nextSleep, _sleep);
        Step(_branches[branch].Actor, _branches[branch].Value);
    }

    private void Step(int actor, int value)
    {
        _outlook.Take(actor);
        _program.Step(actor, value);
    }

    // The alternatives at the present position: those foreseen, or if there is none, or if all are asked for, all that are awake; the foreseen ones first.
    private void FindBranches(bool all)
    {
        FindCandidates();
        _branches.Clear();
        _isForeseen = true;
        foreach (var candidate in _candidates)
        {
            SleepAfter(_branches.Count, candidate);
            if (_outlook.CanAllWake(_nextSleep, candidate.Actor))
            {
                _branches.Add(candidate);
                if (_branches.Count == 1 && _outlook.IsFree(candidate))
                    break; // Who lets it sleep lets it sleep for ever.
            }
        }

        if (all || _branches.Count == 0)
        {
            _isForeseen = _branches.Count > 0;
            _branches.AddRange(_candidates.FindAll(c => Find(new Decision(c.Actor, c.Value)) < 0));
        }
    }

    private void FindCandidates()
    {
        _candidates.Clear();
        for (var pass = 0; pass < 2; pass++)
        {
            for (var enabled = _program.Enabled; enabled != 0; enabled &= enabled - 1)
            {
                var actor = BitOperations.TrailingZeroCount(enabled);
                ref readonly var operation = ref _program.Next(actor);
                if (_outlook.IsFree(new SleepEntry { Actor = actor, Operation = operation }) != (pass == 0))
                    continue;
                for (var value = 0; value < Math.Max(1, operation.Arity); value++)
                {
                    if (!_sleep.Exists(s => s.Actor == actor && s.Value == value))
                        _candidates.Add(new SleepEntry { Actor = actor, Value = value, Operation = operation });
                }
            }
        }
    }

    private void SleepAfter(int branch) => SleepAfter(branch, _branches[branch]);

    // What sleeps after a step: what slept before and the first of the branches, unless they depend on the step.
    private void SleepAfter(int earlier, in SleepEntry step)
    {
        _nextSleep.Clear();
        foreach (var entry in _sleep)
            WakeOutlook.KeepAsleep(entry, step, _nextSleep);
        for (var i = 0; i < earlier; i++)
            WakeOutlook.KeepAsleep(_branches[i], step, _nextSleep);
    }

    private static SleepEntry[] Foreign(SleepEntry[] sleep)
    {
        var foreign = new SleepEntry[sleep.Length];
        for (var i = 0; i < sleep.Length; i++)
            foreign[i] = sleep[i] with { IsForeign = true };
        return foreign;
    }

    private sealed record Node(Decision[] Path, SleepEntry[] Sleep);
}
