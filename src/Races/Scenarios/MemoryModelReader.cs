using RaceSim.Kernel.Cpus;
using RaceSim.Scenarios.Yaml;

namespace RaceSim.Scenarios;

/// <summary>Reads the key <c>memory-model</c>.</summary>
internal static class MemoryModelReader
{
    /// <summary>The model that a file names; null if it names none.</summary>
    /// <exception cref="InputException">There is no such model.</exception>
    public static MemoryModel? Read(YamlNode? node)
    {
        if (node is null)
        {
            return null;
        }

        var name = node.AsText("a memory model");
        return MemoryModels.Find(name)
            ?? throw node.Error($"unknown memory model '{YamlNode.Shortened(name)}'{NearestName.Hint(name, MemoryModels.Names)}; expected {string.Join(", ", MemoryModels.Names)}");
    }
}
