using System.CommandLine;
using RaceSim.Exploration;
using RaceSim.Reports;
using RaceSim.Scenarios;

namespace RaceSim.Cli.Commands;

/// <summary><c>racesim compare</c>.</summary>
internal static class CompareCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CliConsole console)
    {
        var left = TraceArgument.Create("left");
        var right = TraceArgument.Create("right");
        var scenario = TraceArgument.Scenario();
        var json = Options.Json();
        var command = new Command("compare", "Puts two traces side by side from the step at which they part. They may be of different builds.") { left, right, scenario, json };
        command.SetAction(parsed =>
        {
            var reports = new[] { left, right }.Select(a => Replayed(TraceArgument.Read(parsed.GetValue(a)!), parsed.GetValue(scenario))).ToList();
            if (reports[0].Trace.Scenario != reports[1].Trace.Scenario)
            {
                throw new InputException($"the traces are of different scenarios: '{reports[0].Trace.Scenario}' and '{reports[1].Trace.Scenario}'");
            }

            console.Out.Write(parsed.GetValue(json)
                ? ExplanationJson.Compare(reports[0], reports[1]) + "\n"
                : SideBySide.Render(reports[0], reports[1], (Title(reports[0]), Title(reports[1])), console.Width));
            return (int)(reports.TrueForAll(r => r.Divergence is null) ? ExitCode.AsExpected : ExitCode.Unexpected);
        });
        return command;
    }

    private static ReplayReport Replayed(Trace trace, string? file) => Replayer.Run(TraceArgument.ScenarioOf(trace, file), trace);

    private static string Title(ReplayReport report) => report.Trace.Build is { } build ? $"{report.Trace.Scenario} on {build}" : report.Trace.Scenario;
}
