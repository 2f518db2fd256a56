using System.Globalization;
using RaceSim.Exploration;

namespace RaceSim.Scenarios.Searching;

/// <summary>Says what an exhaustive search has shown.</summary>
/// <param name="scenario">The scenario.</param>
/// <param name="instance">An instance of it, for names.</param>
/// <param name="stepBound">The step bound.</param>
internal sealed class SearchVerdict(Scenario scenario, ScenarioInstance instance, int stepBound)
{
    /// <summary>The report.</summary>
    /// <param name="tally">What was found.</param>
    /// <param name="isExhausted">Whether there is nothing left to search.</param>
    /// <param name="found">The violations in the order in which they are to be told.</param>
    public RunReport Report(SearchTally tally, bool isExhausted, IEnumerable<FoundSchedule> found)
    {
        var names = instance.Machine.EventNames;
        var reached = names.Where((_, bit) => (tally.Events & (UInt128.One << bit)) != 0).ToList();
        var missing = scenario.Header.Reaches.Where(e => !reached.Contains(e)).ToList();
        var isComplete = isExhausted && tally.StepBoundHits == 0;
        var violations = found.Select(f => new FoundViolation(f.Violation, f.Schedule.Count, TraceOf(f.Schedule, f.Violation.Invariant))).ToList();
        var verdict = violations.Count > 0 ? Verdict.Violated
            : !isComplete ? Verdict.Unknown
            : missing.Count > 0 ? Verdict.Vacuous : Verdict.Proved;
        return new RunReport(
            scenario.Name,
            instance.Build,
            verdict,
            Sentence(verdict, tally, violations, missing),
            isComplete,
            tally.Executions,
            tally.Blocked,
            tally.Steps,
            tally.StepBoundHits,
            instance.OutcomeNames,
            tally.Outcomes.Sorted,
            violations,
            reached,
            missing,
            tally.Witnesses.ToDictionary(w => names[w.Key], w => TraceOf(w.Value, null), StringComparer.Ordinal))
        {
            Metrics = tally.Metrics,
        };
    }

    private Trace TraceOf(Schedule schedule, string? violation) => new()
    {
        Scenario = scenario.Name,
        Build = instance.Build,
        Digest = scenario.Header.Digest,
        Violation = violation,
        Schedule = schedule,
    };

    private string Sentence(Verdict verdict, SearchTally tally, List<FoundViolation> violations, List<string> missing)
    {
        var executions = tally.Executions;
        var number = executions.ToString("N0", CultureInfo.InvariantCulture);
        var count = executions == 1 ? "1 execution" : $"{number} executions";
        return verdict switch
        {
            Verdict.Violated => $"{violations[0].Violation.Message}; found after {count}",
            Verdict.Proved => $"no schedule of this configuration breaks a check: {(executions == 1 ? "the one equivalence class was run" : $"all {number} equivalence classes were run")}",
            Verdict.Vacuous => $"nothing broke, but {string.Join(", ", missing)} never happened in {count}, so nothing was tested",
            _ when tally.StepBoundHits > 0 => $"{tally.StepBoundHits.ToString("N0", CultureInfo.InvariantCulture)} of {count} {(tally.StepBoundHits == 1 ? "was" : "were")} cut at {stepBound} steps: no verdict",
            _ => $"the budget ended after {count}: no verdict",
        };
    }
}
