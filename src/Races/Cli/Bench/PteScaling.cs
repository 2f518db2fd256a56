using System.Globalization;
using RaceSim.Scenarios;

namespace RaceSim.Cli.Bench;

/// <summary>
/// A fork of one page table of n entries, all of them mapped in folios of 16 pages, with the kernel's own constants, beside a thread that discards a page:
/// a step must not cost more because more pages are mapped.
/// </summary>
internal static class PteScaling
{
    private const int FolioPages = 16;
    private const string Build = "linux-6.9";

    /// <summary>The case for a table of <paramref name="entries"/> entries, a multiple of 16.</summary>
    public static ThroughputCase Case(int entries) =>
        new($"ptes-{entries.ToString(CultureInfo.InvariantCulture)}", () => ScenarioReader.Read(Text(entries), "ptes.yaml"), Build);

    private static string Text(int entries)
    {
        var folios = Enumerable.Range(0, entries / FolioPages).ToList();
        var pages = folios.SelectMany(f => Enumerable.Range(0, FolioPages).Select(p => $"F{f}_{p}w"));
        return $$"""
            scenario: ptes
            constants: { ptes-per-table: {{entries}}, cont-ptes: 16, break-threshold: 32, progress-none: 1, progress-copied: 8 }
            folios: { {{string.Join(", ", folios.Select(f => $"F{f}_: {{ pages: {FolioPages} }}"))}} }
            processes:
              P: { pages: {{entries}}, entries: "{{string.Join(' ', pages)}}" }
              C: { forked: true }
            threads:
              T0: { process: P, do: [ fork C ] }
              T1: { process: P, do: [ dontneed 3 ] }
            builds:
              {{Build}}: { clean: true }
            """;
    }
}
