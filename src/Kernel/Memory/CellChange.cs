namespace RaceSim.Kernel.Memory;

/// <summary>One write of a replayed step.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Before">Its value before.</param>
/// <param name="After">Its value after.</param>
public readonly record struct CellChange(int Cell, long Before, long After);
