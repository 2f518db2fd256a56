using RaceSim.Scenarios;

namespace RaceSim.Cli;

/// <summary>Compares what a run found with what the scenario's file expects of the build.</summary>
/// <param name="Code">The exit code.</param>
/// <param name="Sentence">The comparison in one line; empty if the file expects nothing.</param>
internal sealed record Judgement(ExitCode Code, string Sentence)
{
    /// <summary>
    /// Judges a report. With an expectation: as expected if the violations found are those it names (all of them with <paramref name="all"/>, otherwise
    /// one of them). Without: a violation is unexpected.
    /// </summary>
    public static Judgement Of(RunReport report, Scenario scenario, bool all)
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
        var missing = expectation.Violates.Except(found).ToList();
        var isAsExpected = !found.Except(expectation.Violates).Any()
            && (all ? missing.Count == 0 : found.Count > 0 || missing.Count == 0)
            && (!report.Complete || !expectation.Observes.Except(report.Reached).Any());
        var expected = Reports.ScenarioText.Expected(expectation);
        return isAsExpected
            ? new Judgement(ExitCode.AsExpected, $"as the file expects: {expected}")
            : new Judgement(ExitCode.Unexpected, $"NOT AS EXPECTED: the file says {expected}");
    }
}
