using RaceSim.Cli.Campaigns;
using RaceSim.Exploration;
using RaceSim.Reports;
using RaceSim.Scenarios;
using RaceSim.Scenarios.Campaigns;
using RaceSim.Scenarios.Explaining;

namespace RaceSim.Cli.Commands;

/// <summary>What verify and explore have in common: choose, run, print, judge.</summary>
internal sealed class ScenarioRun
{
    private readonly CliConsole _console;
    private readonly string _argument;
    private readonly string? _traceFile;
    private readonly string _noun;
    private readonly Budget _budget;

    /// <summary>Reads the scenario and checks what can be checked before the run.</summary>
    public ScenarioRun(CliConsole console, string argument, string? build, string? model, string? traceFile, double seconds, string noun)
    {
        _console = console;
        _argument = argument;
        _traceFile = traceFile;
        _noun = noun;
        Scenario = ScenarioChoice.One(argument);
        ScenarioChoice.CheckBuild(Scenario, build);
        Build = ScenarioChoice.OnModel(Scenario, build, model);
        if (traceFile is not null)
        {
            InputFile.CheckWritable(traceFile);
        }

        _budget = new Budget(console, seconds);
    }

    /// <summary>The scenario.</summary>
    public Scenario Scenario { get; }

    /// <summary>The build that was asked for.</summary>
    public string? Build { get; }

    /// <summary>Works on a campaign, and reports what its shard has found so far.</summary>
    public RunReport Campaign(CampaignRequest request, CampaignSubject subject, RunOptions options) =>
        CampaignRun.Run(request, Scenario, ScenarioChoice.Text(Scenario, _argument), subject with { Invariants = options.Invariants is null ? null : string.Join(',', options.Invariants) }, options);

    /// <summary>What a campaign over this scenario explores.</summary>
    /// <param name="isSearch">Whether its space is searched.</param>
    /// <param name="stepBound">The step bound.</param>
    public CampaignSubject Subject(bool isSearch, int stepBound) => new()
    {
        IsSearch = isSearch,
        Scenario = Scenario.Name,
        Digest = Scenario.Header.Digest,
        Build = Build ?? Scenario.Builds.FirstOrDefault(),
        Invariants = null,
        StepBound = stepBound,
    };

    /// <summary>Runs, prints, and answers with the exit code.</summary>
    /// <param name="options">The limits, without progress and budget.</param>
    /// <param name="explore">The exploration.</param>
    /// <param name="json">How to write the report as JSON; null for text.</param>
    public ExitCode Run(RunOptions options, Func<RunOptions, RunReport> explore, Func<RunReport, double, string>? json)
    {
        var expectation = Scenario.Header.Expectations.FirstOrDefault(e => Build is null || e.Build == Build);
        SpaceEstimate? estimate = null;
        var found = explore(options with
        {
            Estimated = e => estimate = e,
            Invariants = options.Invariants ?? (expectation is { Holds.Count: > 0 } ? expectation.Holds : null),
            KeepGoing = () => _budget.IsLeft,
            Progress = count => _budget.Show($"{Scenario.Name}: {count:N0} {_noun}s{(estimate is null ? "" : EstimateText.Progress(estimate, count, _budget.Elapsed))}"),
        });
        var report = TraceMinimiser.Minimised(Scenario, found, options.MinimiseBudget);
        var elapsed = _budget.Elapsed;
        _budget.Clear();
        var judgement = report.Campaign is null
            ? Judgement.Of(report, Scenario, options.All, options.Invariants)
            : Judgement.OfCampaign(report, Scenario, options.Invariants, isMerge: false);
        _console.Out.Write(json is not null
            ? json(report, elapsed) + "\n"
            : RunText.Render(report, _noun, elapsed, judgement.Sentence, InputFile.IsPath(_argument) ? $" --scenario {_argument}" : ""));
        WriteTrace(report);
        var isCutShort = report.Campaign is null && report.Verdict == Verdict.Bounded && _console.Cancellation.IsCancellationRequested;
        return isCutShort ? ExitCode.NoVerdict : judgement.Code;
    }

    private void WriteTrace(RunReport report)
    {
        if (_traceFile is not null && report.Violations.Count > 0)
        {
            InputFile.Write(_traceFile, TraceJson.Format(Replayer.WithFingerprints(Scenario, report.Violations[0].Trace)) + "\n");
        }
    }
}
