using RaceSim.Scenarios.Yaml;

namespace RaceSim.Scenarios.KernelScenarios;

/// <summary>Refuses initial states that contradict themselves; they would run and report violations, or proofs, that are the file's own.</summary>
internal static class ScenarioConsistency
{
    /// <summary>Checks a scenario that has been read.</summary>
    /// <exception cref="InputException">Something contradicts something else; says what.</exception>
    public static void Check(KernelScenario scenario, YamlNode root)
    {
        CheckTables(scenario, root);
        var files = scenario.Folios.Where(f => f.IsFile).Select(f => f.Name).ToList(); // Their pages are shared as they please.
        foreach (var page in scenario.Processes.SelectMany(p => p.Entries).Where(e => e.Folio.Length > 0 && !files.Contains(e.Folio)).GroupBy(e => (e.Folio, e.Page)))
        {
            if (page.Count() > 1 && page.Any(e => e.Rights != EntryRights.ReadOnly))
            {
                throw root.Error($"{page.Count()} entries map page {page.Key.Page} of folio '{page.Key.Folio}', but one says that it is exclusive");
            }
        }
    }

    private static void CheckTables(KernelScenario scenario, YamlNode root)
    {
        if (scenario.SpareTables > 0 && !scenario.Options.TablesChange)
        {
            throw root.Error("'spares: tables' is for scenarios in which page tables change; give a process 'cow-pte: true'");
        }

        foreach (var process in scenario.Processes)
        {
            foreach (var vma in process.Vmas.Where(v => v.File is not null))
            {
                if (!scenario.Folios.Any(f => f.Name == vma.File && f.IsFile && f.Pages >= vma.End - vma.Start))
                {
                    throw root.Error($"a VMA of '{process.Name}' maps the file '{YamlNode.Shortened(vma.File!)}'; expected a folio with 'file: true' and at least {vma.End - vma.Start} pages");
                }
            }

            foreach (var entry in process.Entries.Where(e => e.Va / scenario.Constants.PtesPerTable >= process.Tables))
            {
                throw root.Error($"the entry for page {entry.Va} of '{process.Name}' has no page table; raise 'tables'");
            }
        }
    }
}
