using System.CommandLine;
using RaceSim.Cli.Campaigns;
using RaceSim.Reports;
using RaceSim.Scenarios;
using RaceSim.Scenarios.Explaining;

namespace RaceSim.Cli.Commands;

/// <summary><c>racesim verify</c>.</summary>
internal static class VerifyCommand
{
    private const string About =
        "Explores every schedule of a scenario, one of each equivalence class, and says what that proves. Where the scenario's file says what "
        + "to expect of the build, the exit code is 0 if that was found and 1 if not; where it does not, a violation is 1.";

    /// <summary>Creates the command.</summary>
    public static Command Create(CliConsole console)
    {
        var scenario = Options.Scenario();
        var build = Options.Build();
        var model = Options.MemoryModel();
        var all = Options.All();
        var invariants = Options.Invariants();
        var executions = Options.MaxExecutions();
        var bound = Options.StepBound();
        var time = Options.Time();
        var workers = Options.Workers("the threads to use; if given, the space is searched in parts, and the result does not depend on the number");
        var trace = Options.Trace();
        var noMinimise = Options.NoMinimise();
        var json = Options.Json();
        var command = new Command("verify", About) { scenario, build, model, invariants, all, executions, bound, time, workers, trace, noMinimise, json };
        var campaign = new CampaignOptions();
        campaign.AddTo(command);
        command.SetAction(parsed =>
        {
            var request = campaign.Read(parsed);
            var run = new ScenarioRun(console, parsed.GetValue(scenario)!, parsed.GetValue(build), parsed.GetValue(model), parsed.GetValue(trace), parsed.GetValue(time), "execution");
            var options = new RunOptions
            {
                Invariants = ScenarioChoice.Invariants(run.Scenario, parsed.GetValue(invariants)),
                All = parsed.GetValue(all) || request is not null,
                Measure = true,
                MaxExecutions = Options.OrUnlimited(parsed.GetValue(executions)),
                StepBound = (int)parsed.GetValue(bound),
                MinimiseBudget = parsed.GetValue(noMinimise) ? 0 : TraceMinimiser.DefaultBudget,
                Estimate = true,
                Workers = Math.Max(1, (int)parsed.GetValue(workers)),
                IsParted = parsed.GetValue(workers) > 0,
            };
            var subject = run.Subject(isSearch: true, options.StepBound);
            return (int)run.Run(options, o => request is null ? Verifier.Verify(run.Scenario, run.Build, o) : run.Campaign(request, subject, o), parsed.GetValue(json) ? JsonReport.Verify : null);
        });
        return command;
    }
}
