using RaceSim.Scenarios.KernelScenarios;
using RaceSim.Scenarios.Sketches;
using RaceSim.Scenarios.Yaml;

namespace RaceSim.Scenarios;

/// <summary>Reads scenario files: a sketch if it has a <c>program:</c>, otherwise a scenario over kernel paths.</summary>
public static class ScenarioReader
{
    /// <summary>Reads a scenario.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="file">What to call the file in errors.</param>
    /// <exception cref="InputException">The text is not a scenario; says where and why.</exception>
    public static Scenario Read(string text, string file)
    {
        var root = YamlDocumentReader.Read(text, file).AsMap("a scenario");
        if (root.Has("program"))
        {
            return SketchReader.Read(root, text, file);
        }

        foreach (var entry in root.Node.Entries)
        {
            if (NearestName.Of(entry.Key.Value, ["program", "processes"]) == "program")
            {
                throw entry.Key.Error($"unknown key '{entry.Key.Value}'; did you mean 'program'?");
            }
        }

        return KernelScenarioReader.Read(root, text, file);
    }
}
