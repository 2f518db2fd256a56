using System.CommandLine;
using RaceSim.Reports;
using RaceSim.Scenarios;
using RaceSim.Scenarios.Mutants;

namespace RaceSim.Cli.Commands;

/// <summary><c>racesim mutants</c>.</summary>
internal static class MutantsCommand
{
    private const string About =
        "Does one step of the kernel paths wrongly, at every place that a scenario reaches, and looks whether a check notices: of each mutant the check, the scenario and the number of "
        + "schedules, by strategy. What no sample kills is searched exhaustively, and its outcomes are compared with the original's over all schedules. Of a build that breaks "
        + "something by itself only the other checks count. Exit code 3 if a mutant is neither killed nor known to do nothing wrong.";

    private const int Schedules = 200;
    private const int Executions = 50_000;
    private const ulong Seed = 1;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliConsole console)
    {
        var names = new Argument<string[]>("scenarios") { Description = "only these scenarios, claims or files; without any, the catalogue and some that exist for mutants alone", Arity = ArgumentArity.ZeroOrMore };
        var build = new Option<string?>("--build") { Description = "only this build", HelpName = "name" };
        var function = new Option<string?>("--in") { Description = "only places in this kernel path (copy_present_ptes)", HelpName = "function" };
        var strategy = Options.Strategies("the strategies, by name and separated by commas; auto, pos and random if not given. The first looks at every mutant, the others at those that are killed");
        var iterations = Options.Iterations("give a strategy so many schedules", Schedules);
        var executions = Options.MaxExecutions(Executions);
        var time = Options.Time();
        var workers = Options.Workers("how many places to study at a time; one for each core if not given");
        var markdown = new Option<string?>("--markdown") { Description = "write the tables as a page of Markdown, without line numbers", HelpName = "file" };
        var json = Options.Json();
        var command = new Command("mutants", About) { names, build, function, strategy, iterations, executions, time, workers, markdown, json };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(markdown) is { } page)
            {
                InputFile.CheckWritable(page);
            }

            var budget = new Budget(console, parsed.GetValue(time));
            var subjects = Subjects(parsed.GetValue(names) ?? [], parsed.GetValue(build), parsed.GetValue(executions), () => budget.IsLeft).ToList();
            SamplingStrategy[] strategies = parsed.GetValue(strategy) is { Length: > 0 } chosen ? chosen : [SamplingStrategy.Auto, SamplingStrategy.Pos, SamplingStrategy.Random];
            var study = new MutantStudy(
                subjects, strategies, Seed, parsed.GetValue(iterations), parsed.GetValue(executions), KnownSurvivors.All, done => budget.Show($"{done} of {subjects.Count} builds walked through"));
            var places = study.Places.Where(p => parsed.GetValue(function) is not { } wanted || KernelName.Of(p.Mutation.Site.Member!) == wanted).ToList();
            var reports = Run(study, places, budget, parsed.GetValue(workers));
            console.Out.Write(parsed.GetValue(json) ? JsonReport.Mutants(reports) + "\n" : MutantText.Render(reports));
            if (parsed.GetValue(markdown) is { } file)
            {
                InputFile.Write(file, MutantMarkdown.Render(reports));
            }

            var isWhole = parsed.GetValue(names) is not { Length: > 0 } && parsed.GetValue(build) is null && parsed.GetValue(function) is null && reports.Count == places.Count;
            var stale = isWhole ? KnownSurvivors.All.Where(k => !reports.Any(r => r.End is MutantEnd.Equivalent or MutantEnd.Permitted or MutantEnd.Gap && k.Is(r.Place))).ToList() : [];
            foreach (var known in stale)
            {
                console.Error.WriteLine($"survivors.yaml:{known.Line}: no mutant survives that this entry speaks of: take it off the list");
            }

            var isSettled = stale.Count == 0 && reports.Count == places.Count && reports.Count > 0 && reports.All(r => r.End is MutantEnd.Killed or MutantEnd.Equivalent or MutantEnd.Permitted);
            return (int)(isSettled ? ExitCode.AsExpected : ExitCode.NoVerdict);
        });
        return command;
    }

    // What the budget does not reach is left out, and is no pass.
    private static List<MutantReport> Run(MutantStudy study, List<MutantPlace> places, Budget budget, long workers)
    {
        var killed = 0;
        var rows = new RowRunner<MutantPlace, MutantReport?>(
            places,
            p => $"{MutantText.Where(p.Mutation)}, {killed} killed",
            (place, progress) =>
            {
                progress(0);
                var report = budget.IsLeft ? study.Run(place) : null;
                killed += report?.End == MutantEnd.Killed ? 1 : 0;
                return budget.IsLeft ? report : null;
            },
            static (row, _) => row,
            budget).Run(workers > 0 ? (int)workers : Environment.ProcessorCount);
        budget.Clear();
        return [.. rows.OfType<MutantReport>()];
    }

    private static IEnumerable<MutantSubject> Subjects(string[] names, string? build, long executions, Func<bool> keepGoing)
    {
        var scenarios = names.Length > 0
            ? names.SelectMany(ScenarioChoice.All).DistinctBy(s => (s.Name, s.Header.Digest))
            : MutantScenarios.Read().Concat(ScenarioCatalogue.Entries.Where(e => !e.IsSketch).Select(ScenarioCatalogue.Read));
        return scenarios.Where(s => !s.Header.IsSketch)
            .SelectMany(s => s.Header.Expectations.Where(e => build is null || e.Build == build).Select(e => new MutantSubject(s, e, executions, keepGoing)));
    }
}
