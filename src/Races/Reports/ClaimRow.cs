using RaceSim.Scenarios;

namespace RaceSim.Reports;

/// <summary>A row of the table of claims: what a scenario file says of a build, and how it came out.</summary>
/// <param name="Task">The row as the file states it.</param>
/// <param name="Outcome">What was found; null if it was not run, and then no length is known.</param>
public sealed record ClaimRow(ReproductionTask Task, ReproductionRow? Outcome)
{
    /// <summary>Whether a trace shows the verdict: a violation, or an event.</summary>
    public bool HasTrace => IsViolation || Task.Expected.StartsWith("observes ", StringComparison.Ordinal);

    /// <summary>Whether the verdict is a violation.</summary>
    public bool IsViolation => Task.Expected.StartsWith("violates ", StringComparison.Ordinal);

    /// <summary>Whether the source says so; otherwise it was found here.</summary>
    public bool IsBySource => Task.Expectation.Stated == Expectation.BySource;

    /// <summary>Whether the source says otherwise.</summary>
    public bool IsAgainstSource => Task.Expectation.Differs.Length > 0 && !IsAgainstReading;

    /// <summary>Whether our own earlier reading of the source says otherwise.</summary>
    public bool IsAgainstReading => Task.Expectation.Differs.StartsWith(Expectation.OurReading, StringComparison.Ordinal);
}
