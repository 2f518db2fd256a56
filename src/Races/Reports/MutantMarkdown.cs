using System.Text;
using RaceSim.Scenarios.Mutants;

namespace RaceSim.Reports;

/// <summary>Mutants as a page of the documentation: without line numbers, which every edit of a path changes.</summary>
public static class MutantMarkdown
{
    private static readonly MutantEnd[] Survivals = [MutantEnd.Gap, MutantEnd.Unexplained, MutantEnd.Open, MutantEnd.Permitted, MutantEnd.Equivalent];

    /// <summary>Renders the page.</summary>
    public static string Render(IReadOnlyList<MutantReport> reports)
    {
        var text = new StringBuilder();
        text.Append("# Mutants\n\n");
        text.Append("Written by `racesim mutants --markdown FILE`. Each row is one step of a kernel path done wrongly: which check notices, in which scenario, and after how many schedules of\n");
        text.Append("each strategy (`-`: not within its schedules). What survives stands below with its reason; `racesim mutants` prints the same with line numbers.\n\n");
        text.Append($"{MutantText.Score(reports)}.\n\n");
        ByKind(text, reports);
        var killed = reports.Where(r => r.End == MutantEnd.Killed).ToList();
        if (killed.Count > 0)
        {
            Killed(text, killed);
        }

        foreach (var end in Survivals)
        {
            Survivors(text, end, [.. reports.Where(r => r.End == end)]);
        }

        return text.ToString();
    }

    private static void ByKind(StringBuilder text, IReadOnlyList<MutantReport> reports)
    {
        text.Append("| mutation | mutants | killed | equivalent | permitted | left |\n|---|---:|---:|---:|---:|---:|\n");
        foreach (var kind in reports.GroupBy(r => r.Place.Mutation.Kind).OrderBy(g => g.Key))
        {
            int Of(MutantEnd end) => kind.Count(r => r.End == end);
            text.Append($"| {KnownSurvivors.Word(kind.Key)} | {kind.Count()} | {Of(MutantEnd.Killed)} | {Of(MutantEnd.Equivalent)} | {Of(MutantEnd.Permitted)} ");
            text.Append($"| {Of(MutantEnd.Gap) + Of(MutantEnd.Unexplained) + Of(MutantEnd.Open)} |\n");
        }
    }

    private static void Killed(StringBuilder text, List<MutantReport> killed)
    {
        var strategies = killed[0].Fates.Select(f => f.Strategy.ToString().ToLowerInvariant()).ToList();
        text.Append($"\n## Killed\n\n| in | mutation | scenario | {string.Join(" | ", strategies)} | verify |\n|---|---|---|{string.Concat(strategies.Select(_ => "---|"))}---|\n");
        foreach (var report in killed)
        {
            var subject = report.By!.Subject;
            text.Append($"| `{Function(report)}` | {MutantText.Name(report.Place)} | `{subject.Scenario.Name}@{subject.Build}` ");
            text.Append($"| {string.Join(" | ", report.Fates.Select(f => MutantText.Fate(f.Fate)))} | {(report.Search is null ? "" : MutantText.Fate(report.Search))} |\n");
        }
    }

    private static void Survivors(StringBuilder text, MutantEnd end, List<MutantReport> reports)
    {
        if (reports.Count == 0)
        {
            return;
        }

        var heading = MutantText.Heading(end);
        text.Append($"\n## {char.ToUpperInvariant(heading[0])}{heading[1..]}\n\n| in | mutation | why |\n|---|---|---|\n");
        foreach (var row in reports.GroupBy(r => (Function: Function(r), Name: MutantText.Name(r.Place), r.Reason)))
        {
            text.Append($"| `{row.Key.Function}` | {row.Key.Name} | {row.Key.Reason} |\n");
        }
    }

    private static string Function(MutantReport report) => KernelName.Of(report.Place.Mutation.Site.Member ?? "");
}
