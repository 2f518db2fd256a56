namespace RaceSim.Scenarios;

/// <summary>One change of memory by a replayed step.</summary>
/// <param name="Cell">The cell's name.</param>
/// <param name="Before">Its value before, as text.</param>
/// <param name="After">Its value after, as text.</param>
public sealed record ReplayChange(string Cell, string Before, string After);
