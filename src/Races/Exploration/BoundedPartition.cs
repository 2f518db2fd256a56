using System.Numerics;
using RaceSim.Steps;

namespace RaceSim.Exploration;

/// <summary>
/// Cuts the schedules with at most c preemptions into parts by their first decisions: every schedule is in exactly one. What <see cref="BoundedSearch"/>
/// runs with a part's path is that part.
/// </summary>
public sealed class BoundedPartition
{
    private readonly IProgram _program;
    private readonly int _maxPreemptions;
    private readonly int _stepBound;
    private int _last;
    private int _preemptions;

    /// <summary>Prepares to cut.</summary>
    /// <param name="program">The program; used by nobody else during a call.</param>
    /// <param name="maxPreemptions">c.</param>
    /// <param name="stepBound">The step bound of the search.</param>
    public BoundedPartition(IProgram program, int maxPreemptions, int stepBound)
    {
        _program = program;
        _maxPreemptions = maxPreemptions;
        _stepBound = stepBound;
    }

    /// <summary>Cuts a part into several, in order; into itself where it cannot be cut.</summary>
    /// <param name="path">The part's path; empty for all schedules.</param>
    /// <param name="least">Cutting goes on until there are so many.</param>
    public IReadOnlyList<Decision[]> Split(IReadOnlyList<Decision> path, int least)
    {
        var leaves = new List<Decision[]> { (Decision[])[.. path] };
        for (var grown = true; grown && leaves.Count < least;)
        {
            grown = false;
            var level = leaves;
            leaves = new List<Decision[]>(level.Count * 2);
            for (var i = 0; i < level.Count; i++)
            {
                var children = leaves.Count + level.Count - i < least ? Expand(level[i]) : null;
                grown |= children is not null;
                leaves.AddRange(children ?? [level[i]]);
            }
        }

        return leaves;
    }

    /// <summary>Whether the bound has excluded some schedule at a position of a path.</summary>
    public bool IsCut(IReadOnlyList<Decision> path)
    {
        Begin();
        foreach (var (actor, value) in path)
        {
            if (Allowed != _program.Enabled)
                return true;
            Take(actor, value);
        }

        return false;
    }

    // The branches at the next position that has several; null if there is none.
    private List<Decision[]>? Expand(Decision[] node)
    {
        Begin();
        var path = new List<Decision>(node);
        for (var i = 0; _program.Enabled != 0 && _program.Violation is null && i < _stepBound; i++)
        {
            if (i == path.Count)
            {
                var branches = Branches(Allowed, _last);
                if (branches.Count > 1)
                    return [.. branches.Select(b => (Decision[])[.. path, b])];
                path.Add(branches[0]);
            }

            Take(path[i].Actor, path[i].Value);
        }

        return null;
    }

    private bool CanStay => ActorSet.Contains(_program.Enabled, _last);

    private ulong Allowed => CanStay && _preemptions == _maxPreemptions ? 1UL << _last : _program.Enabled;

    private void Begin()
    {
        _program.Reset();
        _last = -1;
        _preemptions = 0;
    }

    private void Take(int actor, int value)
    {
        _preemptions += CanStay && actor != _last ? 1 : 0;
        _last = actor;
        _program.Step(actor, value);
    }

    // In the order of the search: who can stay first.
    private List<Decision> Branches(ulong allowed, int last)
    {
        var branches = new List<Decision>();
        for (; allowed != 0; allowed &= ~(1UL << branches[^1].Actor))
        {
            var actor = branches.Count == 0 && ActorSet.Contains(allowed, last) ? last : BitOperations.TrailingZeroCount(allowed);
            for (var value = 0; value < Math.Max(1, _program.Next(actor).Arity); value++)
                branches.Add(new Decision(actor, value));
        }

        return branches;
    }
}
