using RaceSim.Exploration;
using RaceSim.Reports;
using RaceSim.Scenarios;

namespace RaceSim.Testing;

/// <summary>
/// A scenario, and what a test says of it: <c>Race.Named("reforder").On("linux-6.9").MustBeClean()</c>. Every schedule is explored, one of each equivalence
/// class; a space that is not exhausted within the limit is a failure, not a pass. Immutable: each call answers with another race.
/// </summary>
public sealed class Race
{
    private readonly Scenario _scenario;

    private Race(Scenario scenario) => _scenario = scenario;

    /// <summary>The build; null takes the first one of the scenario's file.</summary>
    private string? Build { get; init; }

    private IReadOnlyList<string>? Invariants { get; init; }

    private long MostExecutions { get; init; } = 1_000_000;

    /// <summary>A scenario of the catalogue, by its name or by a claim that it alone settles.</summary>
    /// <exception cref="InputException">There is none, or several.</exception>
    public static Race Named(string nameOrClaim) => new(ScenarioCatalogue.Find(nameOrClaim));

    /// <summary>A scenario from a file.</summary>
    /// <exception cref="InputException">The file is no scenario; says where and why.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Race FromFile(string path) => FromText(File.ReadAllText(path), path);

    /// <summary>A scenario, or a sketch, from its text.</summary>
    /// <param name="text">The text of a scenario file.</param>
    /// <param name="file">What errors call it.</param>
    /// <exception cref="InputException">The text is no scenario; says where and why.</exception>
    public static Race FromText(string text, string file = "scenario") => new(ScenarioReader.Read(text, file));

    /// <summary>The same race on a kernel build.</summary>
    /// <exception cref="InputException">The scenario has no such build.</exception>
    public Race On(string build) => _scenario.Builds.Contains(build)
        ? With(build, Invariants, MostExecutions)
        : throw new InputException($"'{_scenario.Name}' has no build '{build}'{NearestName.Hint(build, [.. _scenario.Builds])}");

    /// <summary>The same race with only these invariants armed.</summary>
    public Race Checking(params string[] invariants) => With(Build, invariants, MostExecutions);

    /// <summary>The same race with another limit than a million executions.</summary>
    /// <param name="executions">At least 1.</param>
    public Race Within(long executions)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(executions, 1);
        return With(Build, Invariants, executions);
    }

    /// <summary>Explores every schedule; nothing armed may break.</summary>
    /// <returns>What was found.</returns>
    /// <exception cref="RaceException">Something breaks (the message holds the trace), or there is no proof.</exception>
    public RunReport MustBeClean()
    {
        var report = Explore(Invariants);
        return report.Verdict == Verdict.Proved ? report : throw Failure("clean", report);
    }

    /// <summary>Explores until an invariant, armed alone, breaks; its trace has to replay.</summary>
    /// <returns>What was found.</returns>
    /// <exception cref="RaceException">It does not break, or there is no verdict.</exception>
    public RunReport MustViolate(string invariant)
    {
        var report = Explore([invariant]);
        if (report.Verdict != Verdict.Violated)
        {
            throw Failure($"violates {invariant}", report);
        }

        var replay = Replayer.Run(_scenario, report.Violations[0].Trace);
        return replay.IsAsRecorded ? report : throw Failure($"violates {invariant}, and its trace replays", report);
    }

    private Race With(string? build, IReadOnlyList<string>? invariants, long executions) =>
        new(_scenario) { Build = build, Invariants = invariants, MostExecutions = executions };

    private RunReport Explore(IReadOnlyList<string>? invariants) =>
        Verifier.Verify(_scenario, Build, new RunOptions { Invariants = invariants, MaxExecutions = MostExecutions });

    private RaceException Failure(string said, RunReport report)
    {
        var name = report.Build is null ? report.Scenario : $"{report.Scenario} on {report.Build}";
        var message = $"{name} should be: {said}\nfound: {RunText.Word(report.Verdict)}: {report.Sentence}";
        if (report.Violations.Count == 0)
        {
            return new RaceException(message, null);
        }

        var trace = report.Violations[0].Trace;
        var line = TraceLine.Format(trace);
        return new RaceException($"{message}\nracesim replay '{line}'\n\n{TraceTable.Render(Replayer.Run(_scenario, trace))}", line);
    }
}
