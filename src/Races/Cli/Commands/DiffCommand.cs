using System.CommandLine;
using RaceSim.Reports;
using RaceSim.Scenarios;
using RaceSim.Scenarios.Differences;

namespace RaceSim.Cli.Commands;

/// <summary><c>racesim diff</c>.</summary>
internal static class DiffCommand
{
    private const int Builds = 2;

    private const string About =
        "Compares what two builds of a scenario can do, over all schedules of both: final state, what operations return, violations and events. Prints 'equal', or what "
        + "the one can do and the other cannot, with traces. Exit code 0 if equal, 1 if different, 3 if the budget ended or an execution was cut: never equal then.";

    /// <summary>Creates the command.</summary>
    public static Command Create(CliConsole console)
    {
        var scenario = Options.Scenario();
        var builds = new Option<string[]>("--build") { Description = "a kernel build, twice; any, also with mutations: linux-6.9+no-rss", HelpName = "name" };
        var core = new Option<bool>("--core")
        {
            Description = "compare core-visible state only: no contiguous bit, no TLBs, accessed and dirty by folio, no events that only tell how the work was done",
        };
        var invariants = Options.Invariants();
        var executions = Options.MaxExecutions();
        var bound = Options.StepBound();
        var time = Options.Time();
        var json = Options.Json();
        var command = new Command("diff", About) { scenario, builds, core, invariants, executions, bound, time, json };
        command.SetAction(parsed =>
        {
            var argument = parsed.GetValue(scenario)!;
            var chosen = ScenarioChoice.One(argument);
            var named = Named(chosen, parsed.GetValue(builds) ?? []);
            var budget = new Budget(console, parsed.GetValue(time));
            var options = new RunOptions
            {
                Invariants = ScenarioChoice.Invariants(chosen, parsed.GetValue(invariants)),
                MaxExecutions = Options.OrUnlimited(parsed.GetValue(executions)),
                StepBound = (int)parsed.GetValue(bound),
                KeepGoing = () => budget.IsLeft,
                Progress = count => budget.Show($"{chosen.Name}: {count:N0} executions"),
            };
            var report = BuildComparison.Compare(chosen, named[0], named[1], parsed.GetValue(core) ? StateView.Core : StateView.Full, options);
            var elapsed = budget.Elapsed;
            budget.Clear();
            console.Out.Write(parsed.GetValue(json)
                ? ComparisonJson.Render(report, elapsed) + "\n"
                : ComparisonText.Render(report, elapsed, InputFile.IsPath(argument) ? $" --scenario {argument}" : ""));
            return (int)Code(report.Verdict);
        });
        return command;
    }

    private static string[] Named(Scenario scenario, string[] builds)
    {
        if (scenario.Header.IsSketch)
        {
            throw new InputException($"'{scenario.Name}' is a sketch: it has no builds to compare");
        }

        return builds.Length == Builds ? builds : throw new InputException($"diff compares two builds; expected '--build A --build B', found {builds.Length} of them");
    }

    private static ExitCode Code(ComparisonVerdict verdict) => verdict switch
    {
        ComparisonVerdict.Equal => ExitCode.AsExpected,
        ComparisonVerdict.Different => ExitCode.Unexpected,
        _ => ExitCode.NoVerdict,
    };
}
