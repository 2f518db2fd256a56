using RaceSim.Scenarios;

namespace RaceSim.Cli;

/// <summary>Compares what a run found with what the scenario's file expects of the build.</summary>
/// <param name="Code">The exit code.</param>
/// <param name="Sentence">The comparison in one line; empty if the file expects nothing.</param>
internal sealed record Judgement(ExitCode Code, string Sentence)
{
    /// <summary>
    /// Judges a report. With an expectation: as expected if the violations found are those it names (all of them with <paramref name="all"/>, otherwise
    /// one of them); where it names what holds, others may break. Without an expectation, a violation is unexpected.
    /// </summary>
    /// <param name="report">What was found.</param>
    /// <param name="scenario">The scenario.</param>
    /// <param name="all">Whether the run went on after a violation.</param>
    /// <param name="armed">The invariants that were checked; null for all.</param>
    public static Judgement Of(RunReport report, Scenario scenario, bool all, IReadOnlyList<string>? armed)
    {
        if (report.Verdict is Verdict.Vacuous or Verdict.Unknown)
        {
            return new Judgement(ExitCode.NoVerdict, "");
        }

        var expectation = scenario.Header.Expectations.FirstOrDefault(e => e.Build == report.Build);
        if (expectation is null)
        {
            return new Judgement(report.Violations.Count > 0 ? ExitCode.Unexpected : ExitCode.AsExpected, "");
        }

        var found = report.Violations.Select(v => v.Violation.Invariant).ToList();
        var unexpected = found.Except(expectation.Violates).Where(id => expectation.Holds.Count == 0 || expectation.Holds.Contains(id)).ToList();
        var missing = expectation.Violates.Except(found).Where(id => armed is null || armed.Contains(id)).ToList();
        var expected = Reports.ScenarioText.Expected(expectation);
        if (unexpected.Count == 0 && !all && found.Count > 0 && !found.Intersect(expectation.Violates).Any())
        {
            return new Judgement(ExitCode.NoVerdict, $"the file says nothing of {string.Join(", ", found)}, only: {expected}; --all goes on to that");
        }

        var isAsExpected = unexpected.Count == 0
            && (all ? missing.Count == 0 : found.Count > 0 || missing.Count == 0)
            && (!report.Complete || (!expectation.Observes.Except(report.Reached).Any() && !expectation.Avoids.Intersect(report.Reached).Any()));
        if (isAsExpected && armed is not null)
        {
            // What was not checked says nothing of what the file expects.
            var isLookedFor = expectation.Violates.Count == 0 || expectation.Violates.Intersect(armed).Any();
            var only = $"only {string.Join(", ", armed)} checked";
            return new Judgement(ExitCode.AsExpected, isLookedFor ? $"as the file expects, {only}: {expected}" : $"{only}, of which the file says nothing: {expected}");
        }

        return isAsExpected
            ? new Judgement(ExitCode.AsExpected, $"as the file expects: {expected}")
            : new Judgement(ExitCode.Unexpected, $"NOT AS EXPECTED: the file says {expected}");
    }

    /// <summary>
    /// Judges the report of a campaign: what all of it comes to as <see cref="Of"/> does; a share of it by what it found, because what it did not find
    /// another share may.
    /// </summary>
    /// <param name="report">What was found.</param>
    /// <param name="scenario">The scenario.</param>
    /// <param name="armed">The invariants that were checked; null for all.</param>
    /// <param name="isMerge">Whether all shares were meant to be there.</param>
    public static Judgement OfCampaign(RunReport report, Scenario scenario, IReadOnlyList<string>? armed, bool isMerge)
    {
        if (report.Campaign!.IsWhole)
        {
            return Of(report, scenario, all: true, armed);
        }

        var expectation = scenario.Header.Expectations.FirstOrDefault(e => e.Build == report.Build);
        var unexpected = report.Violations.Select(v => v.Violation.Invariant)
            .Where(id => expectation is null || (!expectation.Violates.Contains(id) && (expectation.Holds.Count == 0 || expectation.Holds.Contains(id))));
        return unexpected.Any()
            ? new Judgement(ExitCode.Unexpected, expectation is null ? "" : $"NOT AS EXPECTED: the file says {Reports.ScenarioText.Expected(expectation)}")
            : new Judgement(isMerge || !report.Campaign.IsFinished || report.StepBoundHits > 0 ? ExitCode.NoVerdict : ExitCode.AsExpected, "");
    }
}
