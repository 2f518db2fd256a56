namespace RaceSim.Scenarios.Yaml;

/// <summary>One key of a map with its value.</summary>
/// <param name="Key">The key, a scalar.</param>
/// <param name="Value">Its value.</param>
public sealed record YamlEntry(YamlNode Key, YamlNode Value);
