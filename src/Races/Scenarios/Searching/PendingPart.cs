using RaceSim.Exploration;

namespace RaceSim.Scenarios.Searching;

/// <summary>A part still to be searched.</summary>
/// <param name="Group">The group of parts that it belongs to.</param>
/// <param name="Path">Its first decisions.</param>
internal sealed record PendingPart(string Group, Decision[] Path);
