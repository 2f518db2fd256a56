using System.CommandLine;
using RaceSim.Reports;
using RaceSim.Scenarios;

namespace RaceSim.Cli.Commands;

/// <summary><c>racesim list</c>.</summary>
internal static class ListCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CliConsole console)
    {
        var json = Options.Json();
        var command = new Command("list", "Lists the scenarios and sketches of the catalogue.") { json };
        command.SetAction(parsed => (int)Run(console, parsed.GetValue(json)));
        return command;
    }

    /// <summary>Prints the list.</summary>
    public static ExitCode Run(CliConsole console, bool asJson)
    {
        var entries = ScenarioCatalogue.Entries;
        console.Out.Write(asJson ? JsonReport.List(entries) + "\n" : CatalogueText.Render(entries));
        return ExitCode.AsExpected;
    }
}
