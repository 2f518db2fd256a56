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

        Summary(text, rows);
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

    // A place that one scenario does not need may be killed by another.
    private static void Summary(StringBuilder text, IReadOnlyList<MutantRow> rows)
    {
        var places = rows.GroupBy(r => r.Mutant.Mutation).ToList();
        var barriers = places.Count(p => p.Key.Kind == SiteMutationKind.DropBarrier);
        var survivors = places.Where(p => p.Key.Kind != SiteMutationKind.DropBarrier && !p.Any(r => r.IsKilled)).ToList();
        text.Append($"{Figures.Count(rows.Count, "mutant")} at {Figures.Count(places.Count, "place")}: {places.Count - barriers - survivors.Count} places killed by some scenario, ");
        text.Append($"{barriers} barriers (equivalent: the machine is sequentially consistent), {survivors.Count} survive everywhere");
        text.Append(survivors.Count == 0 ? "\n" : ":\n");
        foreach (var place in survivors)
        {
            var why = place.All(r => r.IsSettled) ? "not needed by these scenarios, or a check is missing: all classes are clean" : "not killed within the budget";
            text.Append($"  {KernelName.Of(place.Key.Site, isSketch: false)} {Word(place.Key.Kind)}: {why}\n");
        }
    }

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
