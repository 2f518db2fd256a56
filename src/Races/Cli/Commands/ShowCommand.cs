using System.CommandLine;
using RaceSim.Reports;
using RaceSim.Scenarios;
using RaceSim.Scenarios.Measures;

namespace RaceSim.Cli.Commands;

/// <summary><c>racesim show</c>.</summary>
internal static class ShowCommand
{
    // A few milliseconds a build: a story should not have to be waited for.
    private const int MostExecutions = 1_000;
    private const int StepBound = 10_000;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliConsole console)
    {
        var scenario = Options.Scenario();
        var json = Options.Json();
        var command = new Command("show", "Tells a scenario's story: the claim and its source, who is who, the bad schedule, the fix, what is expected of which build, what an execution costs.") { scenario, json };
        command.SetAction(parsed => (int)Run(console, parsed.GetValue(scenario)!, parsed.GetValue(json)));
        return command;
    }

    private static ExitCode Run(CliConsole console, string argument, bool asJson)
    {
        var shown = ScenarioChoice.All(argument).Select(s => (s.Header, s.Instantiate(null, InstanceOptions.Default), Costs(s))).ToList();
        console.Out.Write(asJson
            ? JsonReport.Show(shown) + "\n"
            : string.Join("\n", shown.Select(s => ScenarioText.Render(s.Header, s.Item2, s.Item3))));
        return ExitCode.AsExpected;
    }

    private static IReadOnlyList<BuildCosts> Costs(Scenario scenario) =>
        [.. scenario.Builds.Distinct().Select(b => BuildCosts.Measure(scenario, b, MostExecutions, StepBound))];
}
