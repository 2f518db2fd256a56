using System.CommandLine;
using RaceSim.Reports;
using RaceSim.Scenarios;
using RaceSim.Scenarios.Explaining;

namespace RaceSim.Cli.Commands;

/// <summary><c>racesim explain</c>.</summary>
internal static class ExplainCommand
{
    private const string About =
        "Says why a trace breaks what it breaks: in a few sentences, with the pairs of accesses whose order it needs, the step that decides, and the nearest schedule that "
        + "passes. Everything is found by running variants of the trace. The trace is shortened first.";

    /// <summary>Creates the command.</summary>
    public static Command Create(CliConsole console)
    {
        var trace = TraceArgument.Create();
        var scenario = TraceArgument.Scenario();
        var invariant = TraceArgument.Invariant();
        var runs = Options.Runs();
        var asGiven = new Option<bool>("--as-given") { Description = "explain the trace as it is, without shortening it first" };
        var json = Options.Json();
        var command = new Command("explain", About) { trace, scenario, invariant, runs, asGiven, json };
        command.SetAction(parsed =>
        {
            var read = TraceArgument.Read(parsed.GetValue(trace)!);
            var chosen = TraceArgument.ScenarioOf(read, parsed.GetValue(scenario));
            var shows = TraceGoal.Of(chosen, read, parsed.GetValue(invariant));
            var minimal = parsed.GetValue(asGiven) ? null : TraceMinimiser.Run(chosen, read, shows);
            var options = new ExplainOptions { Runs = (int)parsed.GetValue(runs) };
            var explanation = Explainer.Run(chosen, minimal?.Trace ?? read, shows, options);
            console.Out.Write(parsed.GetValue(json)
                ? ExplanationJson.Explain(explanation, minimal) + "\n"
                : ExplanationText.Render(explanation, minimal, console.Width));
            return (int)ExitCode.AsExpected;
        });
        return command;
    }
}
