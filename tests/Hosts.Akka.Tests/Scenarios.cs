using RaceSim.Scenarios;

namespace RaceSim.Hosts.Akka.Tests;

/// <summary>The builds of the catalogue.</summary>
internal static class Scenarios
{
    /// <summary>Each build of each scenario over kernel paths, and each sketch, on each memory model that its file names.</summary>
    public static IEnumerable<(string Scenario, string? Build)> All =>
        ScenarioCatalogue.Entries.Select(ScenarioCatalogue.Read).SelectMany(s => s.Header.Expectations.Select(e => (s.Name, e.Build)).Distinct());
}
