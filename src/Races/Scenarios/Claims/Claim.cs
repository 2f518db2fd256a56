namespace RaceSim.Scenarios.Claims;

/// <summary>What somebody has said about kernel code, and scenarios settle.</summary>
/// <param name="Id">Its id: <c>E12</c>.</param>
/// <param name="Says">The claim in one line.</param>
/// <param name="Source">Where it was raised, for a claim that no scenario settles; the scenarios name the others' sources. Otherwise empty.</param>
/// <param name="Remark">What verdicts alone do not tell; may be empty.</param>
/// <param name="Open">Why no scenario settles it; empty if one does.</param>
public sealed record Claim(string Id, string Says, string Source, string Remark, string Open);
