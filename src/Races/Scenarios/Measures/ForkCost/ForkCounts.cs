using System.Globalization;
using RaceSim.Kernel.Cpus;
using RaceSim.Steps;

namespace RaceSim.Scenarios.Measures.ForkCost;

/// <summary>
/// What one simulated fork does: a full page table, every page of it in folios of one contiguous block, the kernel's own constants, nobody else running and no lock break taken.
/// </summary>
/// <param name="Build">The build.</param>
/// <param name="Accesses">Loads, stores and atomic operations that the fork performed.</param>
/// <param name="Invalidations">TLB invalidations, the one at fork's end among them.</param>
/// <param name="Folds">Blocks folded.</param>
/// <param name="Unfolds">Blocks unfolded.</param>
public sealed record ForkCounts(string Build, long Accesses, long Invalidations, long Folds, long Unfolds)
{
    /// <summary>The entries of the page table.</summary>
    public const int Entries = 512;

    private const int Block = 16;

    /// <summary>Runs the fork of one build.</summary>
    /// <param name="build">A build.</param>
    /// <exception cref="InputException">The build is unknown.</exception>
    public static ForkCounts Of(string build)
    {
        var program = ScenarioReader.Read(Scenario(build), "fork-cost.yaml").Instantiate(build, new InstanceOptions([])).Measured()!;
        var accesses = 0L;
        while (program.Enabled != 0)
        {
            accesses += program.Next(0).Kind is OperationKind.Load or OperationKind.Store or OperationKind.ReadModifyWrite ? 1 : 0;
            program.Step(0, 0);
        }

        return new ForkCounts(
            build,
            accesses,
            program.Value(Metric.TlbInvalidations),
            program.Value(Metric.Folds),
            program.Value(Metric.Unfolds));
    }

    private static string Scenario(string build)
    {
        var folios = Enumerable.Range(0, Entries / Block).ToList();
        var pages = folios.SelectMany(f => Enumerable.Range(0, Block).Select(p => string.Create(CultureInfo.InvariantCulture, $"F{f}_{p}wc")));
        return $$"""
            scenario: fork-cost
            constants: { ptes-per-table: {{Entries}}, cont-ptes: {{Block}}, break-threshold: 32, progress-none: 1, progress-copied: 8 }
            folios: { {{string.Join(", ", folios.Select(f => $"F{f}_: {{ pages: {Block} }}"))}} }
            processes:
              P: { pages: {{Entries}}, entries: "{{string.Join(' ', pages)}}" }
              C: { forked: true }
            threads:
              T0: { process: P, do: [ fork C ] }
            builds:
              {{build}}: { clean: true }
            """;
    }
}
