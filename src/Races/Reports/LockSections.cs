using RaceSim.Scenarios;
using RaceSim.Scenarios.Explaining;
using RaceSim.Scenarios.Films;
using RaceSim.Steps;

namespace RaceSim.Reports;

/// <summary>
/// Why the order of two critical sections matters: what the first wrote and the second then found, or what the first had found and the second then changed.
/// A page-table entry says more than a counter.
/// </summary>
internal sealed class LockSections
{
    private readonly Explanation _explanation;
    private readonly string _lock;
    private readonly IReadOnlyList<ReplayStep> _first;
    private readonly IReadOnlyList<ReplayStep> _second;

    /// <summary>The sections that a pair of requests for one lock opens.</summary>
    public LockSections(Explanation explanation, ExplainedPair pair)
    {
        _explanation = explanation;
        _lock = pair.First.Subject;
        _first = Section(pair.First);
        _second = Section(pair.Second);
    }

    /// <summary>The sentence; empty if the sections touch nothing in common.</summary>
    public string Sentence() =>
        Found().Concat(Overtaken()).OrderByDescending(c => c.IsEntry).Select(c => c.Sentence).FirstOrDefault() ?? "";

    // The steps of an actor while it holds the lock, beyond what the trace shows if need be.
    private IReadOnlyList<ReplayStep> Section(ReplayStep request) =>
        [.. _explanation.Whole.Steps
            .Where(s => s.Actor == request.Actor && s.Number > request.Number)
            .TakeWhile(s => s.Kind != OperationKind.Release || s.Subject != _lock)];

    private IEnumerable<(bool IsEntry, string Sentence)> Found()
    {
        foreach (var read in _second.Where(IsRead))
        {
            if (_first.LastOrDefault(s => ChangeOf(s, read.Subject) is not null) is not { } write || ChangeOf(write, read.Subject) is not { } change || change.After != read.Value)
            {
                continue;
            }

            var before = _explanation.Whole.Steps.LastOrDefault(s => s.Actor == read.Actor && s.Number < write.Number && IsRead(s) && s.Subject == read.Subject);
            var had = before is null || before.Value == read.Value ? "" : $" where it had found {before.Value} (step {before.Number})";
            yield return (IsEntry(change), $"Under {_lock} {Changes(write, change)}, and {Actor(read)} then finds it so ({At(read)}){had}.");
        }
    }

    private IEnumerable<(bool IsEntry, string Sentence)> Overtaken()
    {
        foreach (var write in _second)
        {
            foreach (var change in write.Changes.Where(c => !StatePanels.IsBookkeeping(c.Cell)))
            {
                if (_first.LastOrDefault(s => IsRead(s) && s.Subject == change.Cell) is { } read && read.Value != change.After)
                {
                    yield return (IsEntry(change), $"Under {_lock} {Changes(write, change)}, which {Actor(read)} had found as {read.Value} ({At(read)}).");
                }
            }
        }
    }

    private string Changes(ReplayStep step, ReplayChange change) => $"{Actor(step)} changes {change.Cell} from {change.Before} to {change.After} ({At(step)})";

    private static ReplayChange? ChangeOf(ReplayStep step, string cell) => step.Changes.FirstOrDefault(c => c.Cell == cell);

    private static bool IsRead(ReplayStep step) => step.Kind is OperationKind.Load or OperationKind.ReadModifyWrite && step.Value.Length > 0 && !StatePanels.IsBookkeeping(step.Subject);

    private static bool IsEntry(ReplayChange change) => change.Cell.Contains(".pte[", StringComparison.Ordinal) || change.Cell.Contains(".pmd[", StringComparison.Ordinal);

    private string At(ReplayStep step) => step.Number > _explanation.Failing.Steps.Count ? "later" : $"step {step.Number}";

    private string Actor(ReplayStep step) => _explanation.Whole.Actors[step.Actor];
}
