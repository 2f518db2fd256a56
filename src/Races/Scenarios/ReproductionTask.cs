using RaceSim.Exploration;
using RaceSim.Scenarios.Explaining;

namespace RaceSim.Scenarios;

/// <summary>One row still to be run: one claim's build and what one line of its expectation says. Tasks share nothing, so they may run side by side.</summary>
public sealed class ReproductionTask
{
    private readonly Scenario _scenario;
    private readonly Expectation _expectation;
    private readonly string? _invariant;
    private readonly string? _observed;
    private readonly string? _avoided;

    private ReproductionTask(Scenario scenario, Expectation expectation, string? invariant = null, string? observed = null, string? avoided = null)
    {
        _scenario = scenario;
        _expectation = expectation;
        _invariant = invariant;
        _observed = observed;
        _avoided = avoided;
    }

    /// <summary>The scenario's name.</summary>
    public string Scenario => _scenario.Name;

    /// <summary>The scenario's digest.</summary>
    public string Digest => _scenario.Header.Digest;

    /// <summary>The file that states it, as <see cref="ScenarioHeader.File"/>.</summary>
    public string File => _scenario.Header.File;

    /// <summary>What the file says of the build, all of it.</summary>
    public Expectation Expectation => _expectation;

    /// <summary>The build; null for a sketch.</summary>
    public string? Build => _expectation.Build;

    /// <summary>The ids of the claims it settles: the build's own, otherwise the scenario's.</summary>
    public IReadOnlyList<string> Claims => _expectation.Claim.Length > 0 ? [_expectation.Claim] : _scenario.Header.Claims;

    /// <summary>Where the claim was raised: the build's own source, otherwise the scenario's.</summary>
    public string Source => _expectation.Source.Length > 0 ? _expectation.Source : _scenario.Header.Source;

    /// <summary><c>violates I15</c>, <c>clean</c>, <c>observes some-event</c> or <c>avoids some-event</c>.</summary>
    public string Expected =>
        _invariant is not null ? $"violates {_invariant}"
        : _observed is not null ? $"observes {_observed}"
        : _avoided is not null ? $"avoids {_avoided}" : "clean";

    /// <summary>
    /// The rows of a scenario in its file's order: one for each invariant that an expectation says is broken; for one that says none is, one for each
    /// event it observes or avoids, or one that says clean.
    /// </summary>
    public static IReadOnlyList<ReproductionTask> Of(Scenario scenario)
    {
        var tasks = new List<ReproductionTask>();
        foreach (var expectation in scenario.Header.Expectations)
        {
            tasks.AddRange(expectation.Violates.Select(id => new ReproductionTask(scenario, expectation, invariant: id)));
            if (expectation.Violates.Count == 0)
            {
                tasks.AddRange(expectation.Observes.Select(e => new ReproductionTask(scenario, expectation, observed: e)));
                tasks.AddRange(expectation.Avoids.Select(e => new ReproductionTask(scenario, expectation, avoided: e)));
                if (expectation.Observes.Count + expectation.Avoids.Count == 0)
                {
                    tasks.Add(new ReproductionTask(scenario, expectation));
                }
            }
        }

        return tasks;
    }

    /// <summary>Runs the row: explores, and replays what was found.</summary>
    /// <param name="options">The limits; the invariants are the row's own.</param>
    public ReproductionRow Run(RunOptions options)
    {
        var report = Verifier.Verify(_scenario, Build, options with { All = false, Invariants = _invariant is not null ? [_invariant] : _expectation.Holds.Count > 0 ? _expectation.Holds : null });
        var found = Found(report);
        var asFound = Trace(report);
        var minimal = asFound is null || options.MinimiseBudget == 0
            ? null
            : TraceMinimiser.Run(_scenario, asFound, new TraceGoal(asFound.Violation ?? _observed!, asFound.Violation is null), options.MinimiseBudget);
        var trace = minimal?.Trace ?? asFound;
        var isAsExpected = found == Expected;
        var note = isAsExpected ? "" : report.Sentence;
        if (trace is not null && TraceCheck.Refutation(TraceCheck.Replay(_scenario, trace), trace, _observed) is { } refutation)
        {
            isAsExpected = false;
            note = refutation;
        }

        return new ReproductionRow(
            string.Join('/', Claims),
            Source,
            _scenario.Name,
            report.Build,
            Expected,
            found,
            isAsExpected,
            report.Complete,
            report.Executions,
            trace,
            note)
        {
            Minimal = minimal,
        };
    }

    private string Found(RunReport report) => report.Verdict switch
    {
        Verdict.Violated => $"violates {report.Violations[0].Violation.Invariant}",
        Verdict.Proved when _observed is not null && report.Witnesses.ContainsKey(_observed) => Expected,
        Verdict.Proved when _avoided is not null => report.Reached.Contains(_avoided) ? $"observes {_avoided}" : Expected,
        Verdict.Proved => "clean",
        Verdict.Vacuous => $"vacuous: {string.Join(", ", report.Missing)} never happened",
        _ when report.StepBoundHits > 0 => "unknown (step bound hit)",
        _ => "unknown (budget ended)",
    };

    private Trace? Trace(RunReport report) =>
        report.Violations.Count > 0 ? report.Violations[0].Trace
        : _observed is not null ? report.Witnesses.GetValueOrDefault(_observed) : null;
}
