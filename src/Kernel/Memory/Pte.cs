namespace RaceSim.Kernel.Memory;

/// <summary>A page-table entry as one 64-bit value; all changes give a new value.</summary>
/// <param name="Bits">The encoded entry; 0 is none.</param>
public readonly record struct Pte(long Bits);
