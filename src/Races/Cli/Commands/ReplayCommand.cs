using System.CommandLine;
using RaceSim.Exploration;
using RaceSim.Reports;
using RaceSim.Scenarios;
using RaceSim.Scenarios.Explaining;

namespace RaceSim.Cli.Commands;

/// <summary><c>racesim replay</c>.</summary>
internal static class ReplayCommand
{
    private const int MostPairs = 300;
    private const string About =
        "Runs the schedule of a trace again and prints it step by step. Exit code 0 if it does what it says. If the model has changed since, says at which step and "
        + "what differs.";

    /// <summary>Creates the command.</summary>
    public static Command Create(CliConsole console)
    {
        var trace = TraceArgument.Create();
        var scenario = TraceArgument.Scenario();
        var invariant = TraceArgument.Invariant();
        var anyVersion = new Option<bool>("--any-version") { Description = "try a trace of another version of the scenario" };
        var heal = new Option<bool>("--heal") { Description = "if the trace no longer does what it did, look for the same violation nearby; exit code 0 if there is one" };
        var step = new Option<bool>("--step") { Description = "walk forward and backward with keys; prints the table where there is no terminal" };
        var full = new Option<bool>("--full") { Description = "print every step of every loop" };
        var json = Options.Json();
        var command = new Command("replay", About) { trace, scenario, invariant, anyVersion, heal, step, full, json };
        command.SetAction(parsed =>
        {
            var read = TraceArgument.Read(parsed.GetValue(trace)!);
            var chosen = TraceArgument.ScenarioOf(read, parsed.GetValue(scenario));
            var report = Replayer.Run(chosen, read, parsed.GetValue(anyVersion) || parsed.GetValue(heal));
            var asJson = parsed.GetValue(json);
            if (parsed.GetValue(heal) && IsIll(chosen, report, parsed.GetValue(invariant)))
            {
                return (int)Heal(console, chosen, report, parsed.GetValue(invariant), asJson);
            }

            if (parsed.GetValue(step) && !asJson && console.Keys is not null && report.Steps.Count > 0)
            {
                new StepWalk(console, report, StepScreen.For(chosen, report)).Run();
            }
            else
            {
                console.Out.Write(asJson ? JsonReport.Replay(report) + "\n" : TraceTable.Render(report, console.Width, !parsed.GetValue(full), Essential(chosen, report)));
            }

            return (int)(report.IsAsRecorded ? ExitCode.AsExpected : ExitCode.Unexpected);
        });
        return command;
    }

    // A line does not say what it breaks: one that breaks nothing where the file expects something is ill too.
    private static bool IsIll(Scenario scenario, ReplayReport report, string? wanted) =>
        !report.IsAsRecorded
        || (wanted is not null && report.Broken.All(b => b.Violation.Invariant != wanted))
        || (report.Violation is null && scenario.Header.Expectations.Any(e => e.Build == report.Trace.Build && e.Violates.Count > 0));

    // Which accesses the violation needs in this order: a few hundred runs, which a reader does not notice.
    private static HashSet<int>? Essential(Scenario scenario, ReplayReport report)
    {
        if (report.Violation is not { } broken)
        {
            return null;
        }

        var pairs = Explainer.EssentialPairs(scenario, report.Trace, new TraceGoal(broken.Violation.Invariant, false), new ExplainOptions { Variants = MostPairs });
        return [.. pairs.SelectMany(p => new[] { p.First.Number, p.Second.Number })];
    }

    private static ExitCode Heal(CliConsole console, Scenario scenario, ReplayReport report, string? wanted, bool asJson)
    {
        var healed = TraceHealer.Run(scenario, report.Trace, wanted);
        console.Out.Write(asJson ? ExplanationJson.Heal(report, healed) + "\n" : HealText.Render(report, healed, console.Width));
        if (healed is not null && !asJson)
        {
            console.Out.Write("\n" + TraceTable.Render(Replayer.Run(scenario, healed.Minimal.Trace), console.Width));
        }

        return healed is not null ? ExitCode.AsExpected : ExitCode.Unexpected;
    }
}
