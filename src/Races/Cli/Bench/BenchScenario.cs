using RaceSim.Scenarios;

namespace RaceSim.Cli.Bench;

/// <summary>Finds the scenarios that cases measure.</summary>
internal static class BenchScenario
{
    /// <summary>The scenario with a name, or the first that settles a claim; null if the catalogue has none.</summary>
    public static Scenario? Find(string nameOrClaim)
    {
        var entry = ScenarioCatalogue.Entries.FirstOrDefault(e => e.Name == nameOrClaim)
            ?? ScenarioCatalogue.Entries.FirstOrDefault(e => e.Claims.Contains(nameOrClaim));
        return entry is null ? null : ScenarioCatalogue.Read(entry);
    }
}
