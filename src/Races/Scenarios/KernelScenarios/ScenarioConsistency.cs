using RaceSim.Scenarios.Yaml;

namespace RaceSim.Scenarios.KernelScenarios;

/// <summary>Refuses initial states that contradict themselves; they would run and report violations, or proofs, that are the file's own.</summary>
internal static class ScenarioConsistency
{
    /// <summary>Checks a scenario that has been read.</summary>
    /// <exception cref="InputException">Something contradicts something else; says what.</exception>
    public static void Check(KernelScenario scenario, YamlNode root)
    {
        var files = scenario.Folios.Where(f => f.IsFile).Select(f => f.Name).ToList(); // Their pages are shared as they please.
        foreach (var page in scenario.Processes.SelectMany(p => p.Entries).Where(e => e.Folio.Length > 0 && !files.Contains(e.Folio)).GroupBy(e => (e.Folio, e.Page)))
        {
            if (page.Count() > 1 && page.Any(e => e.Rights != EntryRights.ReadOnly))
            {
                throw root.Error($"{page.Count()} entries map page {page.Key.Page} of folio '{page.Key.Folio}', but one says that it is exclusive");
            }
        }
    }
}
