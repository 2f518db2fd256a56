using RaceSim.Scenarios.Yaml;

namespace RaceSim.Scenarios;

/// <summary>Reads a scenario over kernel paths: the delegation point of <see cref="ScenarioReader"/> for files without <c>program:</c>.</summary>
public static class KernelScenarioReader
{
    /// <summary>Reads the file.</summary>
    /// <exception cref="InputException">Always, until kernel scenarios are built.</exception>
    public static Scenario Read(YamlMap root, string text, string file) =>
        throw root.Node.Error("a scenario without 'program:' is not supported yet; expected a sketch");
}
