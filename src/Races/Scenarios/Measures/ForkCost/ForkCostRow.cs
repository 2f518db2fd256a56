namespace RaceSim.Scenarios.Measures.ForkCost;

/// <summary>One row of the table: changes of speed in percent against no contpte, negative is slower.</summary>
/// <param name="Posted">The posted row.</param>
/// <param name="Before">What the model gives for contpte without batching.</param>
/// <param name="After">What it gives for contpte with batching as posted.</param>
/// <param name="Merged">What it gives for the batch as merged, for which nothing was posted.</param>
public sealed record ForkCostRow(PostedForkCost Posted, double Before, double After, double Merged);
