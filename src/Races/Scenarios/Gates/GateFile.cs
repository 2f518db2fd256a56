using RaceSim.Scenarios.Yaml;

namespace RaceSim.Scenarios.Gates;

/// <summary>What a gate file says. Files and the catalogue are looked up by who has them.</summary>
/// <param name="Name">The gate's name.</param>
/// <param name="Profile">The name or the file of an exploration profile; null if the file leaves it open.</param>
/// <param name="Seconds">The time budget of the whole gate; null for none.</param>
/// <param name="Scenarios">Names, claims, files or globs, with their places; empty for the whole catalogue.</param>
/// <param name="Builds">The only builds to run, with their places; empty for all that a scenario names.</param>
/// <param name="Known">The violations that must stay violated.</param>
public sealed record GateFile(
    string Name,
    YamlNode? Profile,
    double? Seconds,
    IReadOnlyList<YamlNode> Scenarios,
    IReadOnlyList<YamlNode> Builds,
    IReadOnlyList<KnownViolation> Known);
