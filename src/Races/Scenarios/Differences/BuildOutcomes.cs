using RaceSim.Scenarios.Measures;

namespace RaceSim.Scenarios.Differences;

/// <summary>What one of two compared builds can do.</summary>
/// <param name="Build">The build.</param>
/// <param name="IsComplete">Whether every class was run to its end: only then is an outcome that was not seen impossible.</param>
/// <param name="Executions">Executions run.</param>
/// <param name="StepBoundHits">Executions cut at the step bound.</param>
/// <param name="Outcomes">The number of distinct outcomes.</param>
/// <param name="Metrics">What they cost; never compared.</param>
public sealed record BuildOutcomes(string Build, bool IsComplete, long Executions, long StepBoundHits, int Outcomes, IReadOnlyList<MetricRange> Metrics);
