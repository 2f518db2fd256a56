namespace RaceSim.Scenarios.Sketches;

/// <summary>Where a condition finds one of its values.</summary>
/// <param name="Name">How the condition names it.</param>
/// <param name="Thread">The thread, for a register; -1 for a cell.</param>
/// <param name="Place">The number of the register or the cell.</param>
internal readonly record struct ConditionSource(string Name, int Thread, int Place);
