using RaceSim.Reports;
using RaceSim.Scenarios;
using RaceSim.Scenarios.Explaining;
using RaceSim.Scenarios.Films;

namespace RaceSim.Cli.Commands;

/// <summary>Runs all claims and writes a page for each trace, and the index.</summary>
internal sealed class ReportAll(CliConsole console, string directory, ExplainOptions options, int workers)
{
    /// <summary>Does it; the exit code is that of a reproduction.</summary>
    public ExitCode Run()
    {
        InputFile.CreateDirectory(directory);
        var scenarios = ScenarioCatalogue.Entries.Where(e => e.Claims.Count > 0).Select(ScenarioCatalogue.Read).ToList();
        var tasks = scenarios.SelectMany(ReproductionTask.Of).ToList();
        var budget = new Budget(console, 0);
        var limits = new RunOptions { KeepGoing = () => budget.IsLeft, MinimiseBudget = TraceMinimiser.DefaultBudget };
        var rows = new RowRunner<ReproductionTask, ReproductionRow>(
            tasks, t => $"{t.Scenario} {t.Build}", (task, progress) => task.Run(limits with { Progress = progress }), (row, seconds) => row with { ElapsedSeconds = seconds }, budget)
            .Run(workers > 0 ? workers : Environment.ProcessorCount);
        var pages = new List<(ReproductionRow Row, string? Page)>();
        foreach (var row in rows)
        {
            budget.Show($"{pages.Count} of {rows.Count} pages");
            pages.Add((row, row.Minimal is { } minimal ? Write(scenarios.Single(s => s.Name == row.Scenario), minimal) : null));
        }

        budget.Clear();
        InputFile.Write(Path.Combine(directory, "index.html"), HtmlIndex.Render(pages));
        console.Out.WriteLine($"wrote {pages.Count(p => p.Page is not null)} pages and index.html to {directory}");
        return rows.All(r => r.IsAsExpected) ? ExitCode.AsExpected : rows.All(r => r.IsAsExpected || r.HasNoVerdict) ? ExitCode.NoVerdict : ExitCode.Unexpected;
    }

    private string Write(Scenario scenario, MinimalTrace minimal)
    {
        var page = $"{Plain(scenario.Name)}-{Plain(minimal.Trace.Build ?? "sketch")}-{Plain(minimal.Shows.Name)}.html";
        var explanation = Explainer.Run(scenario, minimal.Trace, minimal.Shows, options);
        InputFile.Write(Path.Combine(directory, page), HtmlReport.Render(Film.Of(scenario, explanation, minimal)));
        return page;
    }

    // Letters that every file system and URL takes as they are.
    private static string Plain(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' ? c : c == '=' ? 'e' : '_'));
}
