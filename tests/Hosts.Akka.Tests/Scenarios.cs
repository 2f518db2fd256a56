using RaceSim.Kernel.Cpus;
using RaceSim.Scenarios;

namespace RaceSim.Hosts.Akka.Tests;

/// <summary>The builds of the catalogue.</summary>
internal static class Scenarios
{
    /// <summary>Each build of each scenario over kernel paths, and each sketch; without those on weaker memory, which the controlled host refuses.</summary>
    public static IEnumerable<(string Scenario, string? Build)> All =>
        ScenarioCatalogue.Entries.Select(ScenarioCatalogue.Read).SelectMany(s => s.Header.Expectations.Select(e => (s.Name, e.Build)).Distinct())
            .Where(row => row.Build is null || !row.Build.Split('+').Any(MemoryModels.Names.Contains));
}
