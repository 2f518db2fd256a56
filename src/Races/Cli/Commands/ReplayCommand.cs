using System.CommandLine;
using RaceSim.Exploration;
using RaceSim.Reports;
using RaceSim.Scenarios;

namespace RaceSim.Cli.Commands;

/// <summary><c>racesim replay</c>.</summary>
internal static class ReplayCommand
{
    private const string LinePrefix = "racesim";

    /// <summary>Creates the command.</summary>
    public static Command Create(CliConsole console)
    {
        var trace = new Argument<string>("trace") { Description = "a trace in its one-line form, or the path of a file that holds a trace in either form" };
        var scenario = new Option<string?>("--scenario") { Description = "the scenario, if it is not one of the catalogue", HelpName = "file" };
        var anyVersion = new Option<bool>("--any-version") { Description = "try a trace of another version of the scenario" };
        var full = new Option<bool>("--full") { Description = "print every step of every loop" };
        var json = Options.Json();
        var command = new Command("replay", "Runs the schedule of a trace again and prints it step by step. Exit code 0 if it does what it says.")
        {
            trace, scenario, anyVersion, full, json,
        };
        command.SetAction(parsed =>
        {
            var read = Read(parsed.GetValue(trace)!);
            var chosen = parsed.GetValue(scenario) is { } file ? ScenarioChoice.One(file) : InCatalogue(read.Scenario);
            ScenarioChoice.CheckReplayable(chosen, read.Build);
            var report = Replayer.Run(chosen, read, parsed.GetValue(anyVersion));
            console.Out.Write(parsed.GetValue(json) ? JsonReport.Replay(report) + "\n" : TraceTable.Render(report, console.Width, !parsed.GetValue(full)));
            return (int)(report.IsAsRecorded ? ExitCode.AsExpected : ExitCode.Unexpected);
        });
        return command;
    }

    private static Scenario InCatalogue(string name)
    {
        var entry = ScenarioCatalogue.Entries.FirstOrDefault(e => e.Name == name);
        return entry is not null
            ? ScenarioCatalogue.Read(entry)
            : throw new InputException($"the trace is of scenario '{name}', which is not in the catalogue; name its file with --scenario");
    }

    private static Trace Read(string argument)
    {
        if (argument.StartsWith(LinePrefix, StringComparison.Ordinal) && argument.Contains(':'))
        {
            return TraceLine.Parse(argument);
        }

        if (!InputFile.IsPath(argument) && !Directory.Exists(argument))
        {
            throw new InputException($"'{argument}' is neither a trace nor a file; a trace begins with '{LinePrefix}{Trace.Version}:'");
        }

        var text = InputFile.Read(argument);
        try
        {
            return text.AsSpan().TrimStart().StartsWith("{") ? TraceJson.Parse(text) : TraceLine.Parse(text);
        }
        catch (TraceFormatException fault)
        {
            throw new InputException(fault.Message, argument);
        }
    }
}
