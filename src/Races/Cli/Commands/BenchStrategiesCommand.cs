using System.CommandLine;
using System.Diagnostics;
using RaceSim.Reports;
using RaceSim.Scenarios;

namespace RaceSim.Cli.Commands;

/// <summary><c>racesim bench strategies</c>.</summary>
internal static class BenchStrategiesCommand
{
    private const string About =
        "Runs every strategy on everything that the catalogue says breaks, with many seeds, and prints the median number of schedules to the first violation.";

    private const int DefaultSeeds = 31;
    private const int DefaultIterations = 10_000;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliConsole console)
    {
        var names = new Argument<string[]>("scenarios") { Description = "only these scenarios, claims or files", Arity = ArgumentArity.ZeroOrMore };
        var strategy = Options.Strategies();
        var seeds = Options.Seeds(DefaultSeeds);
        var iterations = Options.Iterations("give up after so many schedules", DefaultIterations);
        var time = Options.Time();
        var json = Options.Json();
        var command = new Command("strategies", About) { names, strategy, seeds, iterations, time, json };
        command.SetAction(parsed =>
        {
            var trials = Scenarios(parsed.GetValue(names) ?? []).SelectMany(StrategyTrial.Of).ToList();
            var budget = new Budget(console, parsed.GetValue(time));
            var most = parsed.GetValue(iterations);
            var rows = Rows(trials, parsed.GetValue(strategy) is { Length: > 0 } chosen ? chosen : Enum.GetValues<SamplingStrategy>(), (int)parsed.GetValue(seeds), most, budget);
            budget.Clear();
            console.Out.Write(parsed.GetValue(json) ? JsonReport.BenchStrategies(rows, most) + "\n" : StrategyText.Render(rows, most));
            return (int)(budget.IsLeft && rows.Count > 0 ? ExitCode.AsExpected : ExitCode.NoVerdict);
        });
        return command;
    }

    private static IEnumerable<Scenario> Scenarios(string[] names) =>
        names.Length > 0
            ? names.SelectMany(ScenarioChoice.All).DistinctBy(s => (s.Name, s.Header.Digest))
            : ScenarioCatalogue.Entries.Select(ScenarioCatalogue.Read);

    private static List<StrategyRow> Rows(List<StrategyTrial> trials, IReadOnlyList<SamplingStrategy> strategies, int seeds, long most, Budget budget)
    {
        var rows = new List<StrategyRow>();
        foreach (var trial in trials)
        {
            foreach (var strategy in strategies)
            {
                budget.Show($"{trial.Scenario.Name} {trial.Build} {trial.Invariant}: {strategy.ToString().ToLowerInvariant()}");
                var runs = Runs(trial, strategy, strategy == SamplingStrategy.Bounded ? 1 : seeds, most, budget);
                if (runs.Count > 0)
                {
                    rows.Add(StrategyRow.Of(trial, strategy, runs, most));
                }
            }
        }

        return rows;
    }

    private static List<(long? Schedules, double Seconds)> Runs(StrategyTrial trial, SamplingStrategy strategy, int seeds, long most, Budget budget)
    {
        var runs = new List<(long?, double)>();
        for (var seed = 1UL; seed <= (ulong)seeds && budget.IsLeft; seed++)
        {
            var clock = Stopwatch.StartNew();
            var schedules = trial.Schedules(strategy, seed, most);
            runs.Add((schedules, clock.Elapsed.TotalSeconds));
        }

        return runs;
    }
}
