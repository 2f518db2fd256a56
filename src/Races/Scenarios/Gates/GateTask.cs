using RaceSim.Exploration;
using RaceSim.Scenarios.Explaining;
using RaceSim.Scenarios.Films;
using RaceSim.Scenarios.Invariants;
using RaceSim.Scenarios.Sketches;
using RaceSim.Steps;

namespace RaceSim.Scenarios.Gates;

/// <summary>One row of a gate still to be run. Tasks share nothing, so they may run side by side.</summary>
public sealed class GateTask
{
    private readonly Scenario _scenario;
    private readonly Expectation? _expectation;
    private readonly string? _invariant;
    private readonly string? _observed;
    private readonly IReadOnlyList<string>? _armed;
    private readonly bool _isKnown;

    private GateTask(Scenario scenario, Expectation? expectation, string? invariant, string? observed, IReadOnlyList<string>? armed, bool isKnown = false)
    {
        _scenario = scenario;
        _expectation = expectation;
        _invariant = invariant;
        _observed = observed;
        _armed = armed;
        _isKnown = isKnown;
    }

    /// <summary>The scenario's header.</summary>
    public ScenarioHeader Scenario => _scenario.Header;

    /// <summary>The build; null for a sketch.</summary>
    public string? Build => _expectation?.Build;

    /// <summary>What the row expects.</summary>
    public string Expected =>
        _isKnown ? $"known: {_invariant}"
        : _invariant is not null ? $"violates {_invariant}"
        : _observed is not null ? $"observes {_observed}" : "clean";

    /// <summary>
    /// The rows of a scenario: for each build in its file, one for every violation that it announces, otherwise one that says clean (or what is observed), and one for every known
    /// violation. What is known is not armed in the row that says clean.
    /// </summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="runs">Whether a build (null for a sketch) is to be run.</param>
    /// <param name="known">The known violations of this scenario.</param>
    public static IReadOnlyList<GateTask> Of(Scenario scenario, Func<string?, bool> runs, IReadOnlyList<KnownViolation> known)
    {
        var tasks = new List<GateTask>();
        var expectations = scenario.Header.Expectations.Count > 0 ? [.. scenario.Header.Expectations] : new Expectation?[] { null };
        foreach (var expectation in expectations)
        {
            if (!runs(expectation?.Build))
            {
                continue;
            }

            var excused = known.Where(k => k.Build == expectation?.Build).Select(k => k.Invariant).ToList();
            tasks.AddRange(excused.Select(id => new GateTask(scenario, expectation, id, null, [id], isKnown: true)));
            if (expectation is { Violates.Count: > 0 })
            {
                tasks.AddRange(expectation.Violates.Except(excused).Select(id => new GateTask(scenario, expectation, id, null, [id])));
                continue;
            }

            var armed = Armed(scenario, expectation, excused);
            var events = expectation is { Observes.Count: > 0 } ? [.. expectation.Observes] : new string?[] { null };
            tasks.AddRange(events.Select(e => new GateTask(scenario, expectation, null, e, armed)));
        }

        return tasks;
    }

    /// <summary>Runs the row: explores, and replays what was found.</summary>
    /// <param name="profile">How much to explore.</param>
    /// <param name="options">Who stops it and who is told; the other limits are the profile's.</param>
    public GateRow Run(ExplorationProfile profile, RunOptions options)
    {
        var found = Explore(profile, options with { All = false, Invariants = _armed, StepBound = profile.StepBound });
        var report = TraceMinimiser.Minimised(_scenario, found, options.MinimiseBudget);
        var trace = report.Violations.Count > 0 ? report.Violations[0].Trace
            : _observed is not null ? report.Witnesses.GetValueOrDefault(_observed) : null;
        var (outcome, sentence) = Judge(report);
        SourceLabel? at = null;
        if (trace is not null)
        {
            var replay = TraceCheck.Replay(_scenario, trace);
            at = replay.Broken.FirstOrDefault(b => b.Violation.Invariant == trace.Violation) is { Step: > 0 } broken ? replay.Steps[broken.Step - 1].Label : null;
            if (TraceCheck.Refutation(replay, trace, _observed) is { } refutation)
            {
                (outcome, sentence) = (GateOutcome.Failed, refutation);
            }
        }

        return new GateRow(
            _scenario.Header,
            report.Build,
            _expectation?.Line is > 0 and var line ? line : 1,
            Expected,
            report.Verdict,
            outcome,
            sentence,
            report.Executions,
            report.Complete,
            report.StepBoundHits,
            report.Violations.Count > 0 ? report.Violations[0].Violation : null,
            at,
            trace,
            _isKnown)
        {
            Report = report,
        };
    }

    /// <summary>The trace of this row's violation explained, to be shown as a page.</summary>
    /// <param name="row">What this task has found, a violation.</param>
    /// <param name="options">The limits of the explanation.</param>
    public Film Film(GateRow row, ExplainOptions options)
    {
        var trace = row.Trace!;
        return Films.Film.Of(_scenario, Explainer.Run(_scenario, trace, TraceGoal.Of(_scenario, trace), options), row.Report?.Violations[0].Minimal);
    }

    /// <summary>A trace of this row with a fingerprint after each step, as it is written to a file.</summary>
    public Trace WithFingerprints(Trace trace) => Replayer.WithFingerprints(_scenario, trace);

    private RunReport Explore(ExplorationProfile profile, RunOptions limits)
    {
        RunReport? search = null;
        if (profile.Proof > 0)
        {
            search = Verifier.Verify(_scenario, Build, limits with { MaxExecutions = profile.Proof, Estimate = profile.Sampling is null });
        }

        // Only a search that ran out of executions leaves something for samples to do.
        var isOpen = search is null or { Verdict: Verdict.Unknown, StepBoundHits: 0 };
        var isTimeLeft = search is null || (limits.KeepGoing?.Invoke() ?? true);
        return isOpen && isTimeLeft && profile.Sampling is { } sampling
            ? Sampling.Run(_scenario, Build, sampling, limits with { MaxExecutions = profile.Iterations, Statistics = true })
            : search!;
    }

    private static IReadOnlyList<string>? Armed(Scenario scenario, Expectation? expectation, List<string> excused)
    {
        IReadOnlyList<string>? holds = expectation is { Holds.Count: > 0 } ? expectation.Holds : null;
        if (excused.Count == 0)
        {
            return holds;
        }

        IEnumerable<string> all = holds ?? (scenario.Header.IsSketch ? SketchReader.Violations : InvariantCatalogue.All.Select(i => i.Id));
        return [.. all.Except(excused)];
    }

    private (GateOutcome Outcome, string Sentence) Judge(RunReport report) => report.Verdict switch
    {
        Verdict.Unknown or Verdict.Vacuous => (GateOutcome.NoVerdict, report.Sentence),
        Verdict.Violated => (_invariant is not null ? GateOutcome.Passed : GateOutcome.Failed, report.Sentence),
        _ when _isKnown => (GateOutcome.Failed, $"{_invariant} no longer breaks: remove it from the list ({report.Sentence})"),
        _ when _invariant is not null => (GateOutcome.Failed, $"the file says that {_invariant} breaks: {report.Sentence}"),
        _ when _observed is not null && !report.Witnesses.ContainsKey(_observed) => (GateOutcome.Failed, $"{_observed} never happened: {report.Sentence}"),
        _ when _expectation?.Avoids.Intersect(report.Reached).FirstOrDefault() is { } reached => (GateOutcome.Failed, $"{reached} happened: {report.Sentence}"),
        _ => (GateOutcome.Passed, report.Sentence),
    };
}
