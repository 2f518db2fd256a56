using System.CommandLine;
using RaceSim.Reports;
using RaceSim.Scenarios;

namespace RaceSim.Cli.Commands;

/// <summary><c>racesim show</c>.</summary>
internal static class ShowCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CliConsole console)
    {
        var scenario = Options.Scenario();
        var json = Options.Json();
        var command = new Command("show", "Tells a scenario's story, its source, its builds and what is expected of them, and its machine.") { scenario, json };
        command.SetAction(parsed => (int)Run(console, parsed.GetValue(scenario)!, parsed.GetValue(json)));
        return command;
    }

    private static ExitCode Run(CliConsole console, string argument, bool asJson)
    {
        var shown = ScenarioChoice.All(argument).Select(s => (s.Header, s.Instantiate(null, InstanceOptions.Default))).ToList();
        console.Out.Write(asJson
            ? JsonReport.Show(shown) + "\n"
            : string.Join("\n", shown.Select(s => ScenarioText.Render(s.Header, s.Item2))));
        return ExitCode.AsExpected;
    }
}
