namespace RaceSim.Scenarios.Differences;

/// <summary>One value of an outcome, as a reader sees it.</summary>
/// <param name="Name">What it is: <c>C.pte[1]</c>, <c>A.refcount</c>, <c>T1 load 6</c>, <c>violations</c>.</param>
/// <param name="Value">What it is in this outcome.</param>
public sealed record StateField(string Name, string Value);
