namespace RaceSim.Scenarios.Films;

/// <summary>One value of a panel.</summary>
/// <param name="Label">What stands beside it in the panel: a page number, <c>refcount</c>.</param>
/// <param name="Cell">The cell's name, by which a step's changes find it.</param>
/// <param name="Initial">Its value before the first step, as text.</param>
public sealed record StateField(string Label, string Cell, string Initial);
