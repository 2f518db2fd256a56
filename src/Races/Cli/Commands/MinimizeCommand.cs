using System.CommandLine;
using RaceSim.Exploration;
using RaceSim.Reports;
using RaceSim.Scenarios;
using RaceSim.Scenarios.Explaining;

namespace RaceSim.Cli.Commands;

/// <summary><c>racesim minimize</c>.</summary>
internal static class MinimizeCommand
{
    private const string About =
        "Shortens a trace: fewest preemptions first, then fewest steps, then fewest actors. Says whether that is proved, which takes a search of all schedules with "
        + "fewer preemptions within the budget. The result depends on the trace and the budget only.";

    /// <summary>Creates the command.</summary>
    public static Command Create(CliConsole console)
    {
        var trace = TraceArgument.Create();
        var scenario = TraceArgument.Scenario();
        var invariant = TraceArgument.Invariant();
        var budget = Options.MinimiseBudget();
        var output = new Option<string?>("--trace") { Description = "write the short trace to a JSON file", HelpName = "file" };
        var json = Options.Json();
        var command = new Command("minimize", About) { trace, scenario, invariant, budget, output, json };
        command.SetAction(parsed =>
        {
            var read = TraceArgument.Read(parsed.GetValue(trace)!);
            var chosen = TraceArgument.ScenarioOf(read, parsed.GetValue(scenario));
            var minimal = TraceMinimiser.Run(chosen, read, TraceGoal.Of(chosen, read, parsed.GetValue(invariant)), parsed.GetValue(budget));
            console.Out.Write(parsed.GetValue(json)
                ? ExplanationJson.Minimize(minimal) + "\n"
                : MinimalText.Render(minimal) + "\n" + TraceTable.Render(Replayer.Run(chosen, minimal.Trace), console.Width));
            if (parsed.GetValue(output) is { } file)
            {
                InputFile.Write(file, TraceJson.Format(Replayer.WithFingerprints(chosen, minimal.Trace)) + "\n");
            }

            return (int)ExitCode.AsExpected;
        });
        return command;
    }
}
