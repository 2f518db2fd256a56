using RaceSim.Kernel.Cpus;

namespace RaceSim.Scenarios.Measures;

/// <summary>The least and the greatest value of a metric over some executions that ran to their ends.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Least">The least value.</param>
/// <param name="Greatest">The greatest value.</param>
public sealed record MetricRange(Metric Metric, long Least, long Greatest);
