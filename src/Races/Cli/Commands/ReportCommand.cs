using System.CommandLine;
using RaceSim.Reports;
using RaceSim.Scenarios;
using RaceSim.Scenarios.Explaining;
using RaceSim.Scenarios.Films;

namespace RaceSim.Cli.Commands;

/// <summary><c>racesim report</c>.</summary>
internal static class ReportCommand
{
    private const string About =
        "Writes an HTML page about a trace, in one file that needs nothing else: the steps in lanes, the machine at each of them, why it happens and what would have "
        + "prevented it. With --all, a page for every claim of the catalogue that has a trace, and an index.";

    /// <summary>Creates the command.</summary>
    public static Command Create(CliConsole console)
    {
        var trace = new Argument<string?>("trace") { Description = "a trace in its one-line form, or a file with one; not with --all", Arity = ArgumentArity.ZeroOrOne };
        var output = new Option<string>("--output", "-o") { Description = "the file to write; with --all a directory, which is created", HelpName = "path" };
        var all = new Option<bool>("--all") { Description = "every claim of the catalogue" };
        var scenario = TraceArgument.Scenario();
        var invariant = TraceArgument.Invariant();
        var runs = Options.Runs();
        var workers = Options.Workers("with --all: how many claims to run at a time; one for each core if not given");
        var asGiven = new Option<bool>("--as-given") { Description = "show the trace as it is, without shortening it first" };
        var command = new Command("report", About) { trace, output, all, scenario, invariant, runs, asGiven, workers };
        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(output) ?? throw new InputException("where to? name a file with -o (a directory with --all)");
            var options = new ExplainOptions { Runs = (int)parsed.GetValue(runs) };
            if (parsed.GetValue(all))
            {
                return parsed.GetValue(trace) is null
                    ? (int)new ReportAll(console, path, options, (int)parsed.GetValue(workers)).Run()
                    : throw new InputException("--all takes no trace");
            }

            var read = TraceArgument.Read(parsed.GetValue(trace) ?? throw new InputException("expected a trace, or --all"));
            var chosen = TraceArgument.ScenarioOf(read, parsed.GetValue(scenario));
            InputFile.CheckWritable(path);
            var shows = TraceGoal.Of(chosen, read, parsed.GetValue(invariant));
            var minimal = parsed.GetValue(asGiven) ? null : TraceMinimiser.Run(chosen, read, shows);
            InputFile.Write(path, HtmlReport.Render(Film.Of(chosen, Explainer.Run(chosen, minimal?.Trace ?? read, shows, options), minimal)));
            console.Out.WriteLine($"wrote {path}");
            return (int)ExitCode.AsExpected;
        });
        return command;
    }
}
