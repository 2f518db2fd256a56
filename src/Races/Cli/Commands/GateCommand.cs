using System.CommandLine;
using System.Reflection;
using RaceSim.Cli.Gates;
using RaceSim.Exploration;
using RaceSim.Reports;
using RaceSim.Reports.Gates;
using RaceSim.Scenarios;
using RaceSim.Scenarios.Explaining;
using RaceSim.Scenarios.Gates;

namespace RaceSim.Cli.Commands;

/// <summary><c>racesim gate</c>.</summary>
internal static class GateCommand
{
    private const string About =
        "Runs the scenarios of a gate's file (without one: the catalogue's claims) and passes only if every build comes out as its file says and every known "
        + "violation is still there. Exit code 1 if a row fails, 3 if one has no verdict.";

    private const string DefaultProfile = "smoke";
    private const long ExplainedSteps = 2_000_000; // Of random runs: a tenth of what 'racesim explain' spends, since there may be many traces.
    private const string StarterName = "racesim-gate.yaml";

    /// <summary>Creates the command.</summary>
    public static Command Create(CliConsole console)
    {
        var file = new Argument<string?>("file") { Description = "the gate's file; none runs the claims of the catalogue", Arity = ArgumentArity.ZeroOrOne };
        var profile = new Option<string?>("--profile") { Description = $"how much to explore: {string.Join(", ", Profiles.Names)}, or a file; overrides the gate's", HelpName = "name" };
        var time = Options.Time("end after so many seconds: rows not run by then have no verdict; overrides the gate's");
        var workers = Options.Workers("how many rows to run at a time; one for each core if not given");
        var since = Output("--since", "the JSON of an earlier gate: what is new or changed since runs first");
        var json = new Option<string?>("--json") { Description = "write the JSON to a file, or to standard output instead of text if none is named", HelpName = "file", Arity = ArgumentArity.ZeroOrOne };
        var junit = Output("--junit", "write a JUnit report");
        var sarif = Output("--sarif", "write a SARIF 2.1.0 log");
        var summary = Output("--summary", "write a summary in Markdown (a job's page)");
        var traces = new Option<string?>("--traces") { Description = "write every violation's trace to this folder, shortened: as JSON, and explained as an HTML page", HelpName = "folder" };
        var init = new Option<bool>("--init") { Description = $"write a commented gate's file to start from ({StarterName}, or the file named)" };
        var command = new Command("gate", About) { file, profile, time, workers, since, json, junit, sarif, summary, traces, init };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(init))
            {
                return (int)Init(console, parsed.GetValue(file) ?? StarterName);
            }

            string?[] outputs = [parsed.GetValue(json), parsed.GetValue(junit), parsed.GetValue(sarif), parsed.GetValue(summary)];
            foreach (var output in outputs.OfType<string>())
            {
                InputFile.CheckWritable(output);
            }

            if (parsed.GetValue(traces) is { } folder)
            {
                InputFile.CreateDirectory(folder);
            }

            var gate = Gate(parsed.GetValue(file), out var home);
            var chosen = Profile(gate, parsed.GetValue(profile));
            var tasks = GatePlan.Tasks(gate, home);
            if (parsed.GetValue(since) is { } earlier)
            {
                tasks = new EarlierGate(earlier).NewFirst(tasks);
            }

            var seconds = parsed.GetValue(time) is > 0 and var given ? given : gate.Seconds ?? 0;
            var rows = Run(console, tasks, chosen, seconds, parsed.GetValue(workers));
            var isJsonText = parsed.GetResult(json) is not null && outputs[0] is null;
            console.Out.Write(isJsonText ? JsonReport.Gate(gate.Name, rows) + "\n" : GateText.Render(rows));
            WriteIf(outputs[0], () => JsonReport.Gate(gate.Name, rows) + "\n");
            WriteIf(outputs[1], () => GateJUnit.Render(gate.Name, rows));
            WriteIf(outputs[2], () => GateSarif.Render(Version, rows));
            WriteIf(outputs[3], () => GateSummary.Render(gate.Name, rows));
            if (parsed.GetValue(traces) is not null)
            {
                WriteTraces(parsed.GetValue(traces)!, tasks, rows, new Budget(console, 0));
            }

            return (int)Code(rows);
        });
        return command;
    }

    private static string Version => typeof(GateCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    private static Option<string?> Output(string name, string what) => new(name) { Description = what, HelpName = "file" };

    private static GateFile Gate(string? file, out string folder)
    {
        folder = ".";
        if (file is null)
        {
            return new GateFile("catalogue", null, null, [], [], []);
        }

        folder = Path.GetDirectoryName(file) is { Length: > 0 } above ? above : ".";
        return GateFileReader.Read(InputFile.Read(file), file);
    }

    private static ExplorationProfile Profile(GateFile gate, string? option)
    {
        if (option is not null)
        {
            return Profiles.Find(option);
        }

        var node = gate.Profile;
        if (node is null)
        {
            return Profiles.Find(DefaultProfile);
        }

        var name = node.AsText("a profile's name or file");
        var isFile = InputFile.IsPath(name) || name.EndsWith(".json", StringComparison.OrdinalIgnoreCase);
        try
        {
            return Profiles.Find(isFile ? Path.Combine(Path.GetDirectoryName(node.File) ?? "", name) : name);
        }
        catch (InputException fault) when (fault.Line == 0)
        {
            throw node.Error(fault.Text);
        }
    }

    private static IReadOnlyList<GateRow> Run(CliConsole console, IReadOnlyList<GateTask> tasks, ExplorationProfile profile, double seconds, long workers)
    {
        var budget = new Budget(console, seconds);
        var options = new RunOptions { KeepGoing = () => budget.IsLeft, MinimiseBudget = TraceMinimiser.DefaultBudget };
        var rows = new RowRunner<GateTask, GateRow>(
            tasks,
            t => $"{t.Scenario.Name} {t.Build}",
            (task, progress) => task.Run(profile, options with { Progress = progress }),
            (row, elapsed) => row with { ElapsedSeconds = elapsed },
            budget).Run(workers > 0 ? (int)workers : Environment.ProcessorCount);
        budget.Clear();
        return rows;
    }

    private static void WriteIf(string? file, Func<string> text)
    {
        if (file is not null)
        {
            InputFile.Write(file, text());
        }
    }

    private static void WriteTraces(string folder, IReadOnlyList<GateTask> tasks, IReadOnlyList<GateRow> rows, Budget budget)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            if (rows[i] is { Violation: { } broken, Trace: { } trace } row)
            {
                budget.Show($"{row.Name}: writing its trace");
                var path = Path.Combine(folder, FileName($"{row.Scenario.Name}@{row.Build ?? "sketch"}@{broken.Invariant}"));
                InputFile.Write(path + ".json", TraceJson.Format(tasks[i].WithFingerprints(trace)) + "\n");
                InputFile.Write(path + ".html", HtmlReport.Render(tasks[i].Film(row, new ExplainOptions { StepBudget = ExplainedSteps })));
            }
        }

        budget.Clear();
    }

    // Names come from users' files: no separator, no dot at the front, nothing that a file system refuses.
    private static string FileName(string name) =>
        string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '+' or '@' or '=' ? c : c == '.' ? '.' : '_')).TrimStart('.');

    private static ExitCode Init(CliConsole console, string file)
    {
        if (File.Exists(file))
        {
            throw new InputException("exists already; --init does not overwrite it", file);
        }

        InputFile.Write(file, GateStarter.Text);
        console.Out.WriteLine($"wrote {file}; 'racesim gate {file}' runs it");
        return ExitCode.AsExpected;
    }

    private static ExitCode Code(IReadOnlyList<GateRow> rows) =>
        rows.Any(r => r.Outcome == GateOutcome.Failed) ? ExitCode.Unexpected
        : rows.Count == 0 || rows.Any(r => r.Outcome == GateOutcome.NoVerdict) ? ExitCode.NoVerdict : ExitCode.AsExpected;
}
