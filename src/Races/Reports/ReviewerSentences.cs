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
        var fix = primary is null && _explanation.Choices.Count == 0 && _explanation.Clean is { } clean ? [$"On {clean.Build} it does not happen: {CleanSentence.Compared(_explanation, clean)}"] : Array.Empty<string>();
        return [.. sentences, Broken(primary), .. fix, .. Cure(primary), Turn()];
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
            return new LockSections(_explanation, pair).Sentence();
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
        var choices = _explanation.Choices;
        yield return actors.Count == 1 ? $"No race is needed: {actors[0]} alone gets there."
            : _explanation.Curve.Points[0].Chance >= 1 ? $"No race is needed: {Actor(last)} gets there in every order that was tried."
            : choices.Count > 0 ? $"{And(actors)} take part, but no two accesses were found whose order alone decides it: a choice does."
            : $"{And(actors)} take part, but no two accesses were found whose order alone decides it.";
        if (choices.Count > 0 && choices[^1] != last)
        {
            yield return $"{Actor(choices[^1])}{Where(choices[^1])} {StepWords.Phrase(choices[^1])} (step {choices[^1].Number}).";
        }

        var holding = last.Kind == OperationKind.Release && last.Held[last.Actor].Count == 0 ? "" : $", {Holding(last)},";
        yield return $"{Actor(last)}{Where(last)}{holding} {StepWords.Phrase(last)} (step {last.Number}).";
    }

    private string Broken(ExplainedPair? primary)
    {
        var shows = _explanation.Shows;
        var step = _explanation.Failing.Steps.Count;
        var last = step == 0 ? null : _explanation.Failing.Steps[^1];
        var isTold = last is null || primary is null || primary.First.Number == step || primary.Second.Number == step;
        var at = step == 0 ? "" : isTold ? $" at step {step}" : $" at step {step}, {Actor(last!)}{Where(last!)}";
        if (shows.IsEvent)
        {
            return $"That reaches {shows.Name}{at}.";
        }

        var broken = _explanation.Failing.Violation;
        var rule = _explanation.Rule.Length > 0 ? $" ({shows.Name}: {_explanation.Rule.TrimEnd('.')})" : "";
        return $"That breaks {shows.Name}{at}: {broken?.Violation.Message ?? "see the trace"}{rule}.";
    }

    private IEnumerable<string> Cure(ExplainedPair? primary)
    {
        var others = _explanation.Choices.Select(c => $"another choice at step {c.Number}");
        var pairs = _explanation.Pairs.OrderByDescending(p => p == primary).Select(p => $"step {p.Second.Number} before step {p.First.Number}");
        var cures = And([.. pairs.Take(MostCures), .. others.Take(1)], "or");
        if (cures.Length == 0)
        {
            yield break;
        }

        if (primary is null)
        {
            yield return $"With {cures} it does not happen.";
            yield break;
        }

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
            var instead = failing.Actor == other.Actor ? $"{Actor(other)} {StepWords.Phrase(other)}" : $"{Actor(other)} moves instead of {Actor(failing)}";
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
        var until = at <= decisive.Step ? ", and from there every run shows it" : $", and after step {at} every run shows it";
        return $"Step {decisive.Step} decides: if the rest is drawn at random, the chance rises there from {Percent(curve.ChanceBefore)} to {Percent(decisive.Chance)}{until}";
    }

    /// <summary>A chance for a reader: <c>4.2 %</c>, <c>below 0.1 %</c>.</summary>
    public static string Percent(double chance) =>
        chance > 0 && chance < 0.001 ? "below 0.1 %" : chance is < 1 and > 0.9995 ? "above 99.9 %" : (100 * chance).ToString("0.#", CultureInfo.InvariantCulture) + " %";

    private string Actor(ReplayStep step) => _whole.Actors[step.Actor];

    private string Where(ReplayStep step) => KernelName.Called(step, _whole.IsSketch);

    private string Function(SourceLabel label) => _whole.IsSketch ? label.Member ?? "" : KernelName.Of(label.Member ?? "") + "()";

    private static string Holding(ReplayStep step)
    {
        var held = step.Held[step.Actor].Where(l => !(step.Kind is OperationKind.Acquire or OperationKind.TryAcquire && l == step.Subject))
            .Select(l => step.IsHeldShared(step.Actor, l) ? $"{l} (read)" : l).ToList();
        return held.Count == 0 ? "without a lock" : held.Count > MostLocks + 1 ? $"holding {string.Join(", ", held.TakeLast(MostLocks).Reverse())} and {held.Count - MostLocks} more locks" : $"holding {And(held)}";
    }

    private static string And(IReadOnlyList<string> names, string word = "and") =>
        names.Count < 2 ? string.Concat(names) : $"{string.Join(", ", names.Take(names.Count - 1))} {word} {names[^1]}";
}
