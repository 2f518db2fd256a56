namespace RaceSim.Scenarios.Sketches.Expressions;

/// <summary>A name or a number in an expression.</summary>
/// <param name="Name">The name; null for a number.</param>
/// <param name="Value">The number.</param>
/// <param name="Offset">Where it begins.</param>
internal readonly record struct ExpressionLeaf(string? Name, long Value, int Offset);
