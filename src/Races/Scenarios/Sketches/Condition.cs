using RaceSim.Scenarios.Sketches.Expressions;

namespace RaceSim.Scenarios.Sketches;

/// <summary>An expression over cells and final registers. Slots: one for each source, then the constants.</summary>
/// <param name="Expression">The expression.</param>
/// <param name="Sources">What it looks at, each once.</param>
/// <param name="Constants">The values of the slots after those.</param>
internal sealed record Condition(Expression Expression, IReadOnlyList<ConditionSource> Sources, IReadOnlyList<long> Constants);
