using RaceSim.Scenarios.Yaml;

namespace RaceSim.Scenarios.KernelScenarios;

/// <summary>Refuses files that state what the model cannot mean; they would run and report violations that are the file's own.</summary>
internal static class ScenarioConsistency
{
    /// <summary>Checks a scenario that has been read.</summary>
    /// <exception cref="InputException">Something contradicts something else; says what.</exception>
    public static void Check(KernelScenario scenario, YamlNode root)
    {
        CheckMappings(scenario, root);
        var forked = new HashSet<string>(StringComparer.Ordinal);
        foreach (var thread in scenario.Threads)
        {
            foreach (var operation in thread.Operations)
            {
                Check(scenario, thread, operation);
                if (operation.Word == OperationWord.Fork && !forked.Add(operation.Name))
                {
                    throw operation.Node.Error($"'{operation.Name}' is forked twice; give each fork a process of its own");
                }
            }
        }
    }

    private static void Check(KernelScenario scenario, ThreadText thread, OperationText operation)
    {
        var table = scenario.Constants.PtesPerTable;
        switch (operation.Word)
        {
            case OperationWord.Fork when thread.Process != scenario.Processes[0].Name:
                throw operation.Node.Error($"'{thread.Process}' forks, but a forked process copies the first one, '{scenario.Processes[0].Name}'");
            case OperationWord.Dontneed when operation.From / table != (operation.To - 1) / table:
                throw operation.Node.Error($"a discard stays in one page table of {table} pages; split it at page {operation.From / table * table + table}");
            case OperationWord.Restore when !scenario.Processes.Any(p => p.Entries.Any(e => e.Kind == EntryKind.Migration && e.Folio == operation.Name)):
                throw operation.Node.Error($"no entry says that '{operation.Name}' is being migrated; expected one like 'm{operation.Name}0r'");
        }
    }

    private static void CheckMappings(KernelScenario scenario, YamlNode root)
    {
        foreach (var page in scenario.Processes.SelectMany(p => p.Entries).Where(e => e.Folio.Length > 0).GroupBy(e => (e.Folio, e.Page)))
        {
            if (page.Count() > 1 && page.Any(e => e.Rights != EntryRights.ReadOnly))
            {
                throw root.Error($"{page.Count()} entries map page {page.Key.Page} of folio '{page.Key.Folio}', but one says that it is exclusive");
            }
        }
    }
}
