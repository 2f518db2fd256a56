using System.CommandLine;
using RaceSim.Reports;
using RaceSim.Scenarios;
using RaceSim.Scenarios.Mutants;

namespace RaceSim.Cli.Commands;

/// <summary><c>racesim mutants</c>.</summary>
internal static class MutantsCommand
{
    private const string About =
        "Does one step of the kernel paths wrongly, at every place that a scenario reaches, and looks whether an invariant breaks: of each mutant the invariant and the number of "
        + "schedules, by strategy. What no strategy kills is searched exhaustively. Takes the builds that the scenario's file calls clean. Exit code 3 if a mutant is neither killed nor known to break nothing.";

    private const int Schedules = 1_000;
    private const int Executions = 20_000;
    private const ulong Seed = 1;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliConsole console)
    {
        var names = new Argument<string[]>("scenarios") { Description = "only these scenarios, claims or files", Arity = ArgumentArity.ZeroOrMore };
        var build = new Option<string?>("--build") { Description = "only this build", HelpName = "name" };
        var strategy = Options.Strategies("the strategies, by name and separated by commas; auto, pos and random if not given");
        var iterations = Options.Iterations("give a strategy so many schedules", Schedules);
        var executions = Options.MaxExecutions(Executions);
        var time = Options.Time();
        var json = Options.Json();
        var command = new Command("mutants", About) { names, build, strategy, iterations, executions, time, json };
        command.SetAction(parsed =>
        {
            var budget = new Budget(console, parsed.GetValue(time));
            var mutants = Mutants(parsed.GetValue(names) ?? [], parsed.GetValue(build));
            SamplingStrategy[] strategies = parsed.GetValue(strategy) is { Length: > 0 } chosen ? chosen : [SamplingStrategy.Auto, SamplingStrategy.Pos, SamplingStrategy.Random];
            var rows = new List<MutantRow>();
            foreach (var mutant in mutants.TakeWhile(_ => budget.IsLeft))
            {
                budget.Show($"{mutant.Scenario.Name} on {mutant.Build}: {rows.Count} mutants");
                var fates = strategies.Select(s => (s, mutant.Sample(s, Seed, parsed.GetValue(iterations)))).ToList();
                var search = fates.Exists(f => f.Item2.IsKilled) || mutant.Mutation.Kind == SiteMutationKind.DropBarrier ? null : mutant.Search(parsed.GetValue(executions), () => budget.IsLeft);
                rows.Add(new MutantRow(mutant, fates, search));
            }

            budget.Clear();
            console.Out.Write(parsed.GetValue(json) ? JsonReport.Mutants(rows) + "\n" : MutantText.Render(rows));
            return (int)(budget.IsLeft && rows.Count > 0 && rows.All(r => r.IsSettled) ? ExitCode.AsExpected : ExitCode.NoVerdict);
        });
        return command;
    }

    private static IEnumerable<Mutant> Mutants(string[] names, string? build)
    {
        var scenarios = names.Length > 0
            ? names.SelectMany(ScenarioChoice.All).DistinctBy(s => (s.Name, s.Header.Digest))
            : ScenarioCatalogue.Entries.Where(e => !e.IsSketch).Select(ScenarioCatalogue.Read);
        return scenarios.Where(s => !s.Header.IsSketch)
            .SelectMany(s => s.Header.Expectations.Where(e => build is null ? e.Violates.Count == 0 : e.Build == build).SelectMany(e => Mutant.Of(s, e.Build!)));
    }
}
