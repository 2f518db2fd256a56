using System.CommandLine;
using RaceSim.Reports;
using RaceSim.Scenarios;

namespace RaceSim.Cli.Commands;

/// <summary><c>racesim replay</c>.</summary>
internal static class ReplayCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CliConsole console)
    {
        var trace = TraceArgument.Create();
        var scenario = TraceArgument.Scenario();
        var anyVersion = new Option<bool>("--any-version") { Description = "try a trace of another version of the scenario" };
        var full = new Option<bool>("--full") { Description = "print every step of every loop" };
        var json = Options.Json();
        var command = new Command("replay", "Runs the schedule of a trace again and prints it step by step. Exit code 0 if it does what it says.")
        {
            trace, scenario, anyVersion, full, json,
        };
        command.SetAction(parsed =>
        {
            var read = TraceArgument.Read(parsed.GetValue(trace)!);
            var chosen = TraceArgument.ScenarioOf(read, parsed.GetValue(scenario));
            var report = Replayer.Run(chosen, read, parsed.GetValue(anyVersion));
            console.Out.Write(parsed.GetValue(json) ? JsonReport.Replay(report) + "\n" : TraceTable.Render(report, console.Width, !parsed.GetValue(full)));
            return (int)(report.IsAsRecorded ? ExitCode.AsExpected : ExitCode.Unexpected);
        });
        return command;
    }
}
