using RaceSim.Exploration;

namespace RaceSim.Scenarios;

/// <summary>Says what looking at some schedules has shown.</summary>
/// <param name="scenario">The scenario.</param>
/// <param name="instance">An instance of it, for names.</param>
/// <param name="sampling">Which schedules were looked at.</param>
/// <param name="stepBound">The step bound.</param>
internal sealed class SamplingVerdict(Scenario scenario, ScenarioInstance instance, SamplingOptions sampling, int stepBound)
{
    /// <summary>Whether a preemption bound has excluded something.</summary>
    public bool IsCut { get; init; }

    /// <summary>Whether another host decided.</summary>
    public bool IsFollowing { get; init; }

    /// <summary>Whether the schedules are not numbered from 0 on; all that were run are counted.</summary>
    public bool IsOfShards { get; init; }

    /// <summary>The length that PCT was told; null for other strategies.</summary>
    public int? PctLength { get; init; }

    /// <summary>The statistics; null if there are none.</summary>
    public SampleStatistics? Statistics { get; init; }

    /// <summary>The report.</summary>
    /// <param name="result">What the exploration did and found.</param>
    /// <param name="outcomes">The final states.</param>
    /// <param name="witnesses">Of each observed event, by its bit, a schedule that reaches it.</param>
    public RunReport Report(ExplorationResult result, OutcomeSet outcomes, IReadOnlyDictionary<int, Schedule> witnesses)
    {
        var names = instance.Machine.EventNames;
        var reached = names.Where((_, bit) => (result.Events & (UInt128.One << bit)) != 0).ToList();
        var missing = scenario.Header.Reaches.Where(e => !reached.Contains(e)).ToList();
        var verdict = VerdictOf(result, missing);
        var sentence = new SamplingSentence(sampling, stepBound)
        {
            IsCut = IsCut,
            IsFollowing = IsFollowing,
            Pct = PctLength is { } length ? new PctBound(instance.Program.ActorCount, length, sampling.Depth, result.Schedules) : null,
            Unseen = Statistics?.Unseen.Share,
            UnseenStates = (double)outcomes.Singletons / Math.Max(1, result.Schedules),
        };
        return new RunReport(
            scenario.Name,
            instance.Build,
            verdict,
            sentence.Of(verdict, result, missing),
            result.Exhausted && !IsCut,
            result.Schedules,
            0,
            result.Steps,
            result.StepBoundHits,
            instance.OutcomeNames,
            outcomes.SortedBelow(IsOfShards ? long.MaxValue : result.Schedules),
            result.Findings.Select(f => new FoundViolation(f.Violation, f.Schedule.Count, TraceOf(f.Violation.Invariant, f.Schedule))).ToList(),
            reached,
            missing,
            witnesses.OrderBy(w => w.Key).ToDictionary(w => names[w.Key], w => TraceOf(null, w.Value), StringComparer.Ordinal))
        {
            Statistics = Statistics,
            Pct = sentence.Pct,
            Actors = [.. Enumerable.Range(0, instance.Program.ActorCount).Select(instance.Program.ActorName)],
        };
    }

    private static Verdict VerdictOf(ExplorationResult result, List<string> missing) =>
        result.First is not null ? Verdict.Violated
        : result.StepBoundHits > 0 || result.Schedules == 0 ? Verdict.Unknown
        : missing.Count > 0 ? Verdict.Vacuous
        : result.Exhausted ? Verdict.Proved : Verdict.Bounded;

    private Trace TraceOf(string? violation, Schedule schedule) => new()
    {
        Scenario = scenario.Name,
        Build = instance.Build,
        Digest = scenario.Header.Digest,
        Violation = violation,
        Schedule = schedule,
    };
}
