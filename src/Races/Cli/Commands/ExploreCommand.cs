using System.CommandLine;
using RaceSim.Cli.Campaigns;
using RaceSim.Cli.Hosts;
using RaceSim.Reports;
using RaceSim.Scenarios;
using RaceSim.Scenarios.Explaining;

namespace RaceSim.Cli.Commands;

/// <summary><c>racesim explore</c>.</summary>
internal static class ExploreCommand
{
    private const string About =
        "Runs some schedules of a scenario, chosen by a strategy. Finds violations fast; without one it says how far it has looked. Exit codes "
        + "as for verify: what the scenario's file expects of the build is 0.";

    /// <summary>Creates the command.</summary>
    public static Command Create(CliConsole console, IReadOnlyList<IExplorationHost> hosts)
    {
        var scenario = Options.Scenario();
        var build = Options.Build();
        var model = Options.MemoryModel();
        var strategy = Options.Strategy();
        var iterations = Options.Iterations();
        var seed = Options.Seed();
        var depth = Options.Depth();
        var preemptions = Options.Preemptions();
        var workers = Options.Workers("the threads to use, 1 if not given; the result does not depend on it");
        var all = Options.All();
        var invariants = Options.Invariants();
        var noStatistics = Options.NoStatistics();
        var bound = Options.StepBound();
        var time = Options.Time();
        var trace = Options.Trace();
        var noMinimise = Options.NoMinimise();
        var host = Options.Host();
        var profile = Options.Profile();
        var json = Options.Json();
        var command = new Command("explore", About)
        {
            scenario, build, model, strategy, iterations, seed, depth, preemptions, workers, invariants, all, noStatistics, bound, time, host, profile, trace, noMinimise, json,
        };
        var campaign = new CampaignOptions();
        campaign.AddTo(command);
        command.SetAction(parsed =>
        {
            var kept = campaign.Read(parsed);
            var chosen = HostChoice.Find(parsed.GetValue(host), hosts);
            var run = new ScenarioRun(console, parsed.GetValue(scenario)!, parsed.GetValue(build), parsed.GetValue(model), parsed.GetValue(trace), parsed.GetValue(time), "schedule");
            var sampling = new SamplingOptions
            {
                Strategy = parsed.GetResult(strategy) is null ? SamplingStrategy.Auto : parsed.GetValue(strategy),
                Seed = (ulong)parsed.GetValue(seed),
                Depth = (int)parsed.GetValue(depth),
                Preemptions = (int)parsed.GetValue(preemptions),
            };
            var isUnlimited = sampling.Strategy == SamplingStrategy.Bounded && parsed.GetResult(iterations) is null or { Implicit: true };
            var options = new RunOptions
            {
                Invariants = ScenarioChoice.Invariants(run.Scenario, parsed.GetValue(invariants)),
                All = parsed.GetValue(all) || kept is not null,
                MaxExecutions = isUnlimited ? long.MaxValue : parsed.GetValue(iterations),
                StepBound = (int)parsed.GetValue(bound),
                MinimiseBudget = parsed.GetValue(noMinimise) ? 0 : TraceMinimiser.DefaultBudget,
                Statistics = !parsed.GetValue(noStatistics),
                Workers = Math.Max(1, (int)parsed.GetValue(workers)),
            };
            var profileFile = parsed.GetValue(profile);
            var isStrategyGiven = parsed.GetResult(strategy) is { Implicit: false };
            var request = new HostRequest(
                run.Scenario, run.Build, sampling, isStrategyGiven, profileFile, ProfileText(profileFile, chosen), InputFile.Read, options);
            return (int)(kept is null ? Explore(run, chosen, request, parsed.GetValue(trace), parsed.GetValue(json)) : Keep(run, chosen, request, kept, parsed.GetValue(json)));
        });
        return command;
    }

    private static ExitCode Keep(ScenarioRun run, IExplorationHost? host, HostRequest request, CampaignRequest kept, bool asJson)
    {
        if (host is not null)
        {
            throw new InputException($"--campaign is for the built-in engine: what '{host.Name}' does next cannot be written down");
        }

        var sampling = request.Sampling;
        var isSampled = sampling.Strategy is not SamplingStrategy.Bounded;
        var subject = run.Subject(isSearch: false, request.Options.StepBound) with
        {
            Sampling = sampling,
            Schedules = isSampled ? request.Options.MaxExecutions : long.MaxValue,
            HasStatistics = isSampled && request.Options.Statistics,
        };
        return run.Run(
            request.Options,
            options => run.Campaign(kept, subject, options),
            asJson ? (report, seconds) => JsonReport.Explore(report, sampling, null, null, seconds) : null);
    }

    private static ExitCode Explore(ScenarioRun run, IExplorationHost? host, HostRequest request, string? traceFile, bool asJson)
    {
        HostReport? hosted = null;
        var code = run.Run(
            request.Options,
            options => host is null
                ? Sampling.Run(run.Scenario, run.Build, request.Sampling, options)
                : (hosted = host.Explore(request with { Options = options })).Report,
            asJson ? (report, seconds) => JsonReport.Explore(report, request.Sampling, host?.Name, hosted?.Strategy, seconds) : null);
        if (traceFile is not null && hosted?.OwnTrace is { } own)
        {
            InputFile.Write($"{traceFile}.{host!.Name}", own);
        }

        return code;
    }

    private static string ProfileText(string? file, IExplorationHost? host) =>
        file is null ? ""
        : host is not { TakesProfile: true } ? throw new InputException("--profile is for '--host coyote' only")
        : InputFile.Read(file);
}
