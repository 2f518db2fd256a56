using System.CommandLine;
using RaceSim.Cli.Bench;
using RaceSim.Reports;
using RaceSim.Scenarios;
using RaceSim.Scenarios.Measures.ForkCost;

namespace RaceSim.Cli.Commands;

/// <summary><c>racesim bench</c>.</summary>
internal static class BenchCommand
{
    private const double DefaultSeconds = 0.4;
    private const string ForkCost = "fork-cost";

    /// <summary>Creates the command.</summary>
    public static Command Create(CliConsole console)
    {
        var names = new Argument<string[]>("cases") { Description = $"only these cases; '{ForkCost}' alone computes what a fork costs on many CPUs, by a model", Arity = ArgumentArity.ZeroOrMore };
        var time = Options.Time("the length of one repetition, 0.4 if not given");
        var json = Options.Json();
        var command = new Command("bench", "Measures how fast this machine runs schedules. Build with -c Release, and leave the machine alone meanwhile.") { names, time, json };
        command.Subcommands.Add(BenchStrategiesCommand.Create(console));
        command.SetAction(parsed =>
        {
            if (IsForkCost(parsed.GetValue(names) ?? []))
            {
                var report = ForkCostReport.Create();
                console.Out.Write(parsed.GetValue(json) ? ForkCostJson.Render(report) + "\n" : ForkCostText.Render(report));
                return (int)ExitCode.AsExpected;
            }

            var cases = Choose(parsed.GetValue(names) ?? []);
            var budget = new Budget(console, 0);
            var seconds = parsed.GetValue(time);
            var clock = new BenchClock(seconds > 0 ? seconds : DefaultSeconds, () => budget.IsLeft);
            var rows = new List<BenchRow>();
            foreach (var benchCase in cases.TakeWhile(_ => budget.IsLeft))
            {
                budget.Show(benchCase.Name);
                rows.AddRange(benchCase.Run(clock));
            }

            budget.Clear();
            console.Out.Write(parsed.GetValue(json) ? JsonReport.Bench(rows) + "\n" : BenchText.Render(rows));
            return (int)(budget.IsLeft ? ExitCode.AsExpected : ExitCode.NoVerdict);
        });
        return command;
    }

    private static bool IsForkCost(string[] names) =>
        names.Contains(ForkCost) && (names.Length == 1 ? true : throw new InputException($"'{ForkCost}' is a table of its own; name it alone"));

    private static IReadOnlyList<IBenchCase> Choose(string[] names)
    {
        var known = BenchCases.All.Select(c => c.Name).Append(ForkCost).Distinct().ToList();
        foreach (var name in names)
        {
            if (!known.Contains(name))
            {
                throw new InputException($"there is no case '{name}'{NearestName.Hint(name, known)}");
            }
        }

        return names.Length == 0 ? BenchCases.All : [.. BenchCases.All.Where(c => names.Contains(c.Name))];
    }
}
