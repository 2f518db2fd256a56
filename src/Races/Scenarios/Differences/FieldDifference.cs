namespace RaceSim.Scenarios.Differences;

/// <summary>Where two outcomes differ.</summary>
/// <param name="Name">The value that differs.</param>
/// <param name="Here">What it is in the one.</param>
/// <param name="There">What it is in the other; <c>absent</c> where that has no such value.</param>
public sealed record FieldDifference(string Name, string Here, string There);
