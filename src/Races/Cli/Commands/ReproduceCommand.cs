using System.CommandLine;
using RaceSim.Reports;
using RaceSim.Scenarios;
using RaceSim.Scenarios.Explaining;

namespace RaceSim.Cli.Commands;

/// <summary><c>racesim reproduce</c>.</summary>
internal static class ReproduceCommand
{
    private const string About =
        "Runs every claim of the catalogue on every build and compares what is found with what is expected: a violation has to be found and its "
        + "trace to replay, a clean build's space to be exhausted. Exit code 1 if a row does not come out as expected.";

    /// <summary>Creates the command.</summary>
    public static Command Create(CliConsole console)
    {
        var names = new Argument<string[]>("scenarios") { Description = "only these claims, scenarios or files", Arity = ArgumentArity.ZeroOrMore };
        var seed = new Option<string?>("--seed") { Description = "only claims of the seed document whose name begins so: 003", HelpName = "prefix" };
        var workers = Options.Workers("how many rows to run at a time; one for each core if not given");
        var executions = Options.MaxExecutions();
        var bound = Options.StepBound();
        var time = Options.Time();
        var noMinimise = Options.NoMinimise();
        var markdown = new Option<string?>("--markdown") { Description = "write the table of claims as a page of Markdown (docs/claims.md)", HelpName = "file" };
        var json = Options.Json();
        var command = new Command("reproduce", About) { names, seed, workers, executions, bound, time, noMinimise, markdown, json };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(markdown) is { } page)
            {
                if (parsed.GetValue(noMinimise))
                {
                    throw new InputException("--markdown tells how short traces are: leave --no-minimize away");
                }

                InputFile.CheckWritable(page);
            }

            var tasks = ReproductionChoice.Tasks(parsed.GetValue(names) ?? [], parsed.GetValue(seed));
            if (tasks.Count == 0)
            {
                console.Error.WriteLine("racesim: no scenario says what to expect: there is nothing to reproduce");
            }

            var budget = new Budget(console, parsed.GetValue(time));
            var options = new RunOptions
            {
                MaxExecutions = Options.OrUnlimited(parsed.GetValue(executions)),
                StepBound = (int)parsed.GetValue(bound),
                KeepGoing = () => budget.IsLeft,
                MinimiseBudget = parsed.GetValue(noMinimise) ? 0 : TraceMinimiser.DefaultBudget,
            };
            var threads = parsed.GetValue(workers) is > 0 and var given ? (int)given : Environment.ProcessorCount;
            var rows = new RowRunner<ReproductionTask, ReproductionRow>(
                tasks, t => $"{t.Scenario} {t.Build}", (task, progress) => task.Run(options with { Progress = progress }), (row, seconds) => row with { ElapsedSeconds = seconds }, budget)
                .Run(threads);
            budget.Clear();
            console.Out.Write(parsed.GetValue(json) ? JsonReport.Reproduce(rows) + "\n" : ReproductionText.Render(rows));
            if (parsed.GetValue(markdown) is { } file)
            {
                var isAll = parsed.GetValue(names) is not { Length: > 0 } && parsed.GetValue(seed) is null;
                InputFile.Write(file, ClaimMarkdown.Render([.. tasks.Zip(rows, static (task, row) => new ClaimRow(task, row))], isAll));
            }

            return (int)Code(rows);
        });
        return command;
    }

    private static ExitCode Code(IReadOnlyList<ReproductionRow> rows) =>
        rows.Count == 0 ? ExitCode.NoVerdict
        : rows.All(r => r.IsAsExpected) ? ExitCode.AsExpected
        : rows.All(r => r.IsAsExpected || r.HasNoVerdict) ? ExitCode.NoVerdict : ExitCode.Unexpected;
}
