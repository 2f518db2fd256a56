using System.Globalization;
using RaceSim.Exploration;

namespace RaceSim.Scenarios;

/// <summary>Says in one sentence what looking at some schedules has shown.</summary>
internal sealed class SamplingSentence(SamplingOptions sampling, int stepBound)
{
    /// <summary>Whether a preemption bound has excluded something.</summary>
    public bool IsCut { get; init; }

    /// <summary>Whether another host decided: no samples of a known distribution, so no estimate holds.</summary>
    public bool IsFollowing { get; init; }

    /// <summary>What PCT guarantees.</summary>
    public PctBound? Pct { get; init; }

    /// <summary>The share of schedules expected to show a new class, if classes were counted.</summary>
    public double? Unseen { get; init; }

    /// <summary>The share of schedules expected to end in a new state.</summary>
    public double UnseenStates { get; init; }

    /// <summary>The sentence.</summary>
    public string Of(Verdict verdict, ExplorationResult result, IReadOnlyList<string> missing)
    {
        var count = Number(result.Schedules);
        var schedules = result.Schedules == 1 ? "1 schedule" : $"{count} schedules";
        return verdict switch
        {
            Verdict.Violated when result.First!.Execution < 0 => $"{result.First.Violation.Message}; found in {schedules}",
            Verdict.Violated => $"{result.First!.Violation.Message}; found in schedule {Number(result.First.Execution + 1)}",
            Verdict.Proved when IsCut => $"no schedule with at most {sampling.Preemptions} preemptions breaks a check: all {count} were run",
            Verdict.Proved => $"no schedule breaks a check: all {count} were run",
            Verdict.Vacuous => $"nothing broke, but {string.Join(", ", missing)} never happened in {schedules}, so nothing was tested",
            Verdict.Bounded => $"not found in {schedules}{Confidence()}",
            _ when result.StepBoundHits > 0 => $"{Number(result.StepBoundHits)} of {schedules} {(result.StepBoundHits == 1 ? "was" : "were")} cut at {stepBound} steps: no verdict",
            _ => "the budget ended before the first schedule: no verdict",
        };
    }

    private static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private string Confidence()
    {
        if (IsFollowing)
        {
            return "";
        }

        if (sampling.Strategy == SamplingStrategy.Bounded)
        {
            return $" with at most {sampling.Preemptions} preemptions; there are more";
        }

        if (sampling.Strategy == SamplingStrategy.Rff)
        {
            return "; each was chosen by what the others had shown, so nothing can be said of those not run";
        }

        var text = Unseen is { } share
            ? string.Create(CultureInfo.InvariantCulture, $"; about {share:P2} of further ones would be of an equivalence class not seen yet (Good-Turing)")
            : string.Create(CultureInfo.InvariantCulture, $"; about {UnseenStates:P2} of further ones would end in a state not seen yet (Good-Turing)");
        return Pct is null ? text
            : text + string.Create(CultureInfo.InvariantCulture, $"; a bug of depth {Pct.Depth} is missed with a probability of at most {Pct.Missed:G2}");
    }
}
