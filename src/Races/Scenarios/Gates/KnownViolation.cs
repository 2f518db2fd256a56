using RaceSim.Scenarios.Yaml;

namespace RaceSim.Scenarios.Gates;

/// <summary>A violation that is known and must not disappear unnoticed.</summary>
/// <param name="Node">Its place in the file.</param>
/// <param name="Scenario">The scenario's name.</param>
/// <param name="Build">The build; null for a sketch.</param>
/// <param name="Invariant">The invariant that breaks.</param>
/// <param name="Note">Why it is let pass; empty for no reason given.</param>
public sealed record KnownViolation(YamlNode Node, string Scenario, string? Build, string Invariant, string Note);
