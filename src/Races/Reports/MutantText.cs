using System.Text;
using RaceSim.Scenarios.Mutants;

namespace RaceSim.Reports;

/// <summary>Mutants as a table: who killed them, and after how many schedules.</summary>
public static class MutantText
{
    /// <summary>Renders the rows.</summary>
    public static string Render(IReadOnlyList<MutantRow> rows)
    {
        var text = new StringBuilder();
        foreach (var group in rows.GroupBy(r => (r.Mutant.Scenario.Name, r.Mutant.Build)))
        {
            text.Append($"{group.Key.Name} on {group.Key.Build}\n");
            Table(text, [.. group]);
        }

        var killed = rows.Count(r => r.IsKilled);
        var equivalent = rows.Count(r => !r.IsKilled && r.Reason.StartsWith("equivalent", StringComparison.Ordinal));
        text.Append($"{rows.Count} mutants: {killed} killed, {equivalent} equivalent, {rows.Count - killed - equivalent} not killed within the budget\n");
        return text.ToString();
    }

    /// <summary>A mutation in the words of the table: <c>drop lock</c>.</summary>
    public static string Word(SiteMutationKind kind) => kind switch
    {
        SiteMutationKind.DropLock => "drop lock",
        SiteMutationKind.DropWrite => "drop write",
        SiteMutationKind.DropFlush => "drop flush",
        _ => "drop barrier",
    };

    private static void Table(StringBuilder text, List<MutantRow> rows)
    {
        var table = new TextTable([false, false, .. rows[0].Fates.Select(_ => false), false, false]);
        table.Add(["place", "mutation", .. rows[0].Fates.Select(f => f.Strategy.ToString().ToLowerInvariant()), "verify", ""]);
        foreach (var row in rows)
        {
            var place = KernelName.Of(row.Mutant.Mutation.Site, isSketch: false);
            table.Add([place, Word(row.Mutant.Mutation.Kind), .. row.Fates.Select(f => Fate(f.Fate)), row.Search is null ? "" : Fate(row.Search), row.Reason]);
        }

        table.Render(text, "  ");
    }

    private static string Fate(MutantFate fate) => fate.Killer switch
    {
        null => "-",
        MutantFate.Model => MutantFate.Model,
        _ => $"{fate.Killer} {Figures.Count(fate.Schedules)}",
    };
}
