using System.Text;

namespace RaceSim.Scenarios.Mutants;

/// <summary>Scenarios that settle no claim and exist for mutants alone: each lets two paths meet that meet nowhere in the catalogue. They are part of the assembly.</summary>
public static class MutantScenarios
{
    private const string Prefix = "mutants/";

    /// <summary>All of them, by name.</summary>
    public static IEnumerable<Scenario> Read()
    {
        var home = typeof(MutantScenarios).Assembly;
        foreach (var resource in home.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(home.GetManifestResourceStream(resource)!, Encoding.UTF8);
            yield return ScenarioReader.Read(reader.ReadToEnd(), resource + ".yaml");
        }
    }
}
