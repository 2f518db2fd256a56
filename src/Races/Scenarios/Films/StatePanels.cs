namespace RaceSim.Scenarios.Films;

/// <summary>The panels that show a machine's state along some runs.</summary>
public static class StatePanels
{
    // What the model keeps for its own checks, in a trace's words.
    private static readonly string[] Bookkeeping = ["owes flush", ".image", ".snapshot", ".expected", ".last load", "spare folios", "flushes never made", "freed page copied from"];

    /// <summary>Whether a cell is one that the model keeps for its own checks and the kernel does not have.</summary>
    public static bool IsBookkeeping(string cell) => Bookkeeping.Any(b => cell.Contains(b, StringComparison.Ordinal));

    /// <summary>The panels of a scenario: what never changes in any of the runs is left out, except page tables; cells that no panel has come last.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="build">The build; null for the first.</param>
    /// <param name="runs">The runs.</param>
    public static IReadOnlyList<StatePanel> Of(Scenario scenario, string? build, IEnumerable<ReplayReport> runs)
    {
        var instance = scenario.Instantiate(build, new InstanceOptions([]));
        instance.Program.Reset();
        var changes = runs.SelectMany(r => r.Steps).SelectMany(s => s.Changes).ToList();
        var changed = changes.Select(c => c.Cell).ToHashSet(StringComparer.Ordinal);
        var read = runs.SelectMany(r => r.Steps).Select(s => s.Subject).ToHashSet(StringComparer.Ordinal);
        var panels = instance.Panels
            .Where(p => p.Kind is StatePanelKind.PageTable or StatePanelKind.Cells || p.Fields.Any(f => changed.Contains(f.Cell) || read.Contains(f.Cell)))
            .ToList();
        var shown = panels.SelectMany(p => p.Fields).Select(f => f.Cell).ToHashSet(StringComparer.Ordinal);
        var others = changes
            .Where(c => !shown.Contains(c.Cell) && !IsBookkeeping(c.Cell))
            .DistinctBy(c => c.Cell)
            .Select(c => new StateField(c.Cell, c.Cell, c.Before))
            .OrderBy(f => f.Cell, StringComparer.Ordinal)
            .ToList();
        return others.Count > 0 ? [.. panels, new StatePanel(StatePanelKind.Cells, "other cells", others)] : panels;
    }
}
