using System.Globalization;
using RaceSim.Scenarios;
using RaceSim.Scenarios.Explaining;
using RaceSim.Scenarios.Films;
using RaceSim.Steps;

namespace RaceSim.Reports;

/// <summary>
/// An explanation in three to six sentences as a reviewer would write them to the list: who did what under which lock, what was stale, which rule broke,
/// what would have saved it.
/// </summary>
public sealed class ReviewerSentences
{
    private const int MostLocks = 3;
    private const int MostCures = 3;

    private readonly Explanation _explanation;
    private readonly ReplayReport _whole;

    private ReviewerSentences(Explanation explanation)
    {
        _explanation = explanation;
        _whole = explanation.Whole;
    }

    /// <summary>The sentences, each with its full stop.</summary>
    public static IReadOnlyList<string> Of(Explanation explanation) => [.. new ReviewerSentences(explanation).All()];

    private IEnumerable<string> All()
    {
        var primary = Primary();
        var sentences = primary is null ? WithoutPair() : OfPair(primary);
        return [.. sentences, Broken(), .. Cure(primary), Turn()];
    }

    // The pair nearest to the violation, memory before locks.
    private ExplainedPair? Primary() =>
        _explanation.Pairs
            .OrderBy(p => p.IsOfLocks)
            .ThenBy(p => StatePanels.IsBookkeeping(p.On))
            .ThenByDescending(p => p.First.Number)
            .ThenByDescending(p => p.Second.Number)
            .FirstOrDefault();

    private IEnumerable<string> OfPair(ExplainedPair pair)
    {
        var (first, second) = (pair.First, pair.Second);
        var earlier = Earlier(pair);
        if (earlier is not null)
        {
            yield return $"{Actor(earlier.First)}{Where(earlier.First)} {StepWords.Phrase(earlier.First, earlier.On)} (step {earlier.First.Number}) before {Actor(earlier.Second)}{Where(earlier.Second)} "
                + $"{StepWords.Phrase(earlier.Second, earlier.On)} (step {earlier.Second.Number}).";
        }

        var isLinked = earlier?.Second.Number == first.Number;
        if (!isLinked)
        {
            yield return $"{Actor(first)}{Where(first)}, {Holding(first)}, {StepWords.Phrase(first, pair.On)} (step {first.Number}).";
        }

        var locks = pair.IsOfLocks ? ""
            : pair.CommonLocks.Count == 0 ? "; no lock is held at both accesses, so nothing orders them"
            : $"; both hold {And(pair.CommonLocks)}, but not all the time in between";
        var late = pair.IsTooLate ? $"Only later, at what would be step {second.Number}, {Actor(second)}" : isLinked ? $"Then {Actor(second)}" : Actor(second);
        var number = pair.IsTooLate ? "" : $" (step {second.Number})";
        yield return $"{late}{Where(second)}, {Holding(second)}, {StepWords.Phrase(second, pair.On)}{number}{locks}.";
        if ((earlier is null || isLinked) && Stale(pair) is { Length: > 0 } stale)
        {
            yield return stale;
        }
    }

    // Another order that matters, and came before this one.
    private ExplainedPair? Earlier(ExplainedPair pair) =>
        _explanation.Pairs.LastOrDefault(p => !p.IsOfLocks && !p.IsTooLate && !StatePanels.IsBookkeeping(p.On) && p.First.Number < pair.First.Number && p.Second.Number <= pair.First.Number);

    private string Stale(ExplainedPair pair)
    {
        var (first, second) = (pair.First, pair.Second);
        if (pair.IsOfLocks)
        {
            return UnderLock(first, second);
        }

        var pending = Pending(first, second);
        return (StepWords.Writes(first, pair.On), StepWords.Writes(second, pair.On)) switch
        {
            (false, true) when pair.IsTooLate => $"What {Actor(first)} read is out of date as soon as it acts on it: {Actor(second)} is already on its way to change it.",
            (false, true) => $"From step {second.Number} on, what {Actor(first)} read at step {first.Number} is stale.",
            (true, false) when pending is not null =>
                $"By then {Actor(first)} has yet to {(pending.Kind == OperationKind.Acquire ? "take" : "change")} {pending.Subject} in {Function(pending.Label)}.",
            (true, true) => pair.IsTooLate ? "" : $"The write at step {second.Number} lands on top of the one at step {first.Number}.",
            _ => "",
        };
    }

    // What one of them changed while it held the lock, and where the other one touches it; a page-table entry says more than a counter.
    private string UnderLock(ReplayStep first, ReplayStep second) =>
        Changed(first, second).Concat(Changed(second, first)).OrderByDescending(c => c.IsEntry).Select(c => c.Sentence).FirstOrDefault() ?? "";

    private IEnumerable<(bool IsEntry, string Sentence)> Changed(ReplayStep other, ReplayStep locker)
    {
        foreach (var step in _explanation.Failing.Steps.Where(s => s.Actor == locker.Actor && s.Number > locker.Number && s.Held[s.Actor].Contains(locker.Subject)))
        {
            foreach (var change in step.Changes.Where(c => c.Before != c.After && !StatePanels.IsBookkeeping(c.Cell)))
            {
                var touches = _explanation.Failing.Steps.Where(s => s.Actor == other.Actor && s.Subject == change.Cell && s.Value.Length > 0).ToList();
                var seen = touches.LastOrDefault(s => s.Number < step.Number) ?? touches.FirstOrDefault();
                if (seen is not null)
                {
                    var when = seen.Number < step.Number ? $"had found as {seen.Value}" : $"finds as {seen.Value}";
                    var sentence = $"Under {locker.Subject} {Actor(step)} changes {change.Cell} from {change.Before} to {change.After} (step {step.Number}), which {Actor(seen)} {when} (step {seen.Number}).";
                    yield return (change.Cell.Contains(".pte[", StringComparison.Ordinal), sentence);
                }
            }
        }
    }

    // What the first actor was about to do when the second came.
    private ReplayStep? Pending(ReplayStep first, ReplayStep second) =>
        _whole.Steps.FirstOrDefault(s => s.Actor == first.Actor && s.Number > second.Number && s.Subject.Length > 0 && (s.Changes.Count > 0 || s.Kind == OperationKind.Acquire));

    private IEnumerable<string> WithoutPair()
    {
        var steps = _explanation.Failing.Steps;
        if (steps.Count == 0)
        {
            yield return "It is so before the first step.";
            yield break;
        }

        var actors = steps.Select(s => s.Actor).Distinct().Select(a => _whole.Actors[a]).ToList();
        var last = steps[^1];
        yield return actors.Count == 1 ? $"No race is needed: {actors[0]} alone gets there."
            : _explanation.Curve.Points[0].Chance >= 1 ? $"No race is needed: {Actor(last)} gets there in every order that was tried."
            : $"{And(actors)} take part, but no two accesses were found whose order alone decides it.";
        yield return $"{Actor(last)}{Where(last)}, {Holding(last)}, {StepWords.Phrase(last)} (step {last.Number}).";
    }

    private string Broken()
    {
        var shows = _explanation.Shows;
        if (shows.IsEvent)
        {
            return $"That reaches {shows.Name} at step {_explanation.Failing.Steps.Count}.";
        }

        var broken = _explanation.Failing.Violation;
        var step = _explanation.Failing.Steps.Count;
        var at = step == 0 ? "" : $" at step {step}";
        var rule = _explanation.Rule.Length > 0 ? $" ({shows.Name}: {_explanation.Rule.TrimEnd('.')})" : "";
        return $"That breaks {shows.Name}{at}: {broken?.Violation.Message ?? "see the trace"}{rule}.";
    }

    private IEnumerable<string> Cure(ExplainedPair? primary)
    {
        if (primary is null)
        {
            yield break;
        }

        var cures = And([.. _explanation.Pairs.OrderByDescending(p => p == primary).Take(MostCures).Select(p => $"step {p.Second.Number} before step {p.First.Number}")], "or");
        var tested = $"of {Figures.Count(_explanation.Tested, "pair")} re-run the other way round {Figures.Count(_explanation.Pairs.Count)} make{(_explanation.Pairs.Count == 1 ? "s" : "")} it disappear";
        yield return $"With {cures} it does not happen ({tested}).";
    }

    private string Turn()
    {
        var curve = _explanation.Curve;
        var text = Decision(curve);
        if (_explanation.Passing is { } passing && _explanation.PartsAt > 0)
        {
            var (failing, other) = (_explanation.Failing.Steps[_explanation.PartsAt - 1], passing.Steps[_explanation.PartsAt - 1]);
            var instead = failing.Actor == other.Actor ? $"{Actor(other)} chooses otherwise" : $"{Actor(other)} moves instead of {Actor(failing)}";
            return $"{text}; the nearest schedule that passes parts at step {_explanation.PartsAt}, where {instead}.";
        }

        return $"{text}; no schedule that differs from this one in one decision passes.";
    }

    private string Decision(RaceSim.Exploration.Explaining.InevitabilityCurve curve)
    {
        var first = curve.Points[0].Chance;
        if (first >= 1)
        {
            return $"All {Figures.Count(curve.Runs)} random schedules show it as well";
        }

        var decisive = curve.Decisive;
        var at = curve.Inevitable.Step;
        var until = at <= decisive.Step ? ", and from there nothing can save it" : $", and after step {at} nothing can save it";
        return $"Step {decisive.Step} decides: if the rest is drawn at random, the chance rises there from {Percent(curve.ChanceBefore)} to {Percent(decisive.Chance)}{until}";
    }

    /// <summary>A chance for a reader: <c>4.2 %</c>, <c>below 0.1 %</c>.</summary>
    public static string Percent(double chance) =>
        chance > 0 && chance < 0.001 ? "below 0.1 %" : chance is < 1 and > 0.9995 ? "above 99.9 %" : (100 * chance).ToString("0.#", CultureInfo.InvariantCulture) + " %";

    private string Actor(ReplayStep step) => _whole.Actors[step.Actor];

    private string Where(ReplayStep step) => string.IsNullOrEmpty(step.Label.Member) || _whole.IsSketch ? "" : $" in {Function(step.Label)}";

    private string Function(SourceLabel label) => _whole.IsSketch ? label.Member ?? "" : KernelName.Of(label.Member ?? "") + "()";

    private static string Holding(ReplayStep step)
    {
        var held = step.Held[step.Actor].Where(l => !(step.Kind is OperationKind.Acquire or OperationKind.TryAcquire && l == step.Subject)).ToList();
        return held.Count == 0 ? "without a lock" : held.Count > MostLocks + 1 ? $"holding {string.Join(", ", held.TakeLast(MostLocks).Reverse())} and {held.Count - MostLocks} more locks" : $"holding {And(held)}";
    }

    private static string And(IReadOnlyList<string> names, string word = "and") =>
        names.Count < 2 ? string.Concat(names) : $"{string.Join(", ", names.Take(names.Count - 1))} {word} {names[^1]}";
}
