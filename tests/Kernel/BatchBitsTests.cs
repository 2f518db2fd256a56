using Xunit;

namespace RaceSim.Tests.Kernel;

/// <summary>E06 and E07 over every table of four entries: a batch keeps the bits of single entries and stays in its VMA.</summary>
public sealed class BatchBitsTests
{
    private static readonly string[] Sound = ["linux-6.8", "batch-v2", "batch-v3", "batch-v3-proposed", "linux-6.9"];

    // Readable, write-protected for userfaultfd, protnone, writable.
    private static readonly string[] Bits = ["r", "ru", "rn", "w"];

    public static TheoryData<string> Builds { get; } = [.. Sound];

    /// <summary>E06: the child has uffd-wp and protnone entry by entry, and what is uffd-wp is never writable.</summary>
    [Theory]
    [MemberData(nameof(Builds))]
    public void The_child_has_the_bits_of_single_entries(string build) => Assert.All(Patterns(), p => Assert.True(KeepsBits(p, build), Text(p)));

    [Fact]
    public void Frames_alone_lose_them_exactly_where_a_batch_changes_its_bits() =>
        Assert.Equal(
            Patterns().Where(p => p.Distinct().Count() > 1 && !p.All(b => b is "r" or "w")).Select(Text),
            Patterns().Where(p => !KeepsBits(p, "batch-v3-frames-only")).Select(Text));

    /// <summary>E07: whatever VMAs cut the folio, and whichever of them fork leaves out, each copied page is mapped once more and no other.</summary>
    [Theory]
    [MemberData(nameof(Builds))]
    public void A_fork_copies_the_pages_of_its_vmas_once(string build) => Assert.All(Layouts(), l => Assert.True(CopiesOnce(l, build), Text(l)));

    [Fact]
    public void Bounded_by_the_folio_it_does_not_wherever_a_copied_vma_ends_inside_the_folio() =>
        Assert.Equal(
            Layouts().Where(l => l.SkipLast(1).Any(v => v.IsCopied)).Select(Text),
            Layouts().Where(l => !CopiesOnce(l, "batch-v3+bound-by-folio")).Select(Text));

    private static bool KeepsBits(string[] bits, string build)
    {
        var driver = Fork("[ { start: 0, end: 4, uffd-wp: true } ]", bits, build);
        return Enumerable.Range(0, 4).All(i =>
            driver.Entry($"C.pte[{i}]") is { IsWritable: false } entry && entry.Pfn == driver.Entry($"P.pte[{i}]").Pfn
            && entry.IsUffdWp == bits[i].Contains('u', StringComparison.Ordinal) && entry.IsProtNone == bits[i].Contains('n', StringComparison.Ordinal));
    }

    private static bool CopiesOnce((int Start, int End, bool IsCopied)[] vmas, string build)
    {
        var driver = Fork($"[ {Text(vmas)} ]", ["r", "r", "r", "r"], build);
        return vmas.All(v => Enumerable.Range(v.Start, v.End - v.Start).All(i =>
            driver.Value($"A.mapcount[{i}]") == (v.IsCopied ? 2 : 1) && driver.Entry($"C.pte[{i}]").IsNone == !v.IsCopied));
    }

    private static IEnumerable<string[]> Patterns() =>
        Enumerable.Range(0, 256).Select(pattern => Enumerable.Range(0, 4).Select(i => Bits[(pattern >> (2 * i)) & 3]).ToArray());

    // Every cut of four pages into VMAs, each of them copied or not.
    private static IEnumerable<(int Start, int End, bool IsCopied)[]> Layouts()
    {
        for (var cuts = 0; cuts < 8; cuts++)
        {
            int[] bounds = [0, .. Enumerable.Range(1, 3).Where(page => (cuts & (1 << (page - 1))) != 0), 4];
            for (var copied = 0; copied < 1 << (bounds.Length - 1); copied++)
            {
                yield return [.. Enumerable.Range(0, bounds.Length - 1).Select(i => (bounds[i], bounds[i + 1], (copied & (1 << i)) != 0))];
            }
        }
    }

    private static string Text(string[] bits) => string.Join(' ', bits.Select((b, i) => $"A{i}{b}"));

    // Neighbours that agree in all else would be one VMA: every other one is read-only.
    private static string Text((int Start, int End, bool IsCopied)[] vmas) =>
        string.Join(", ", vmas.Select((v, i) => $"{{ start: {v.Start}, end: {v.End}{(i % 2 == 1 ? ", writable: false" : string.Empty)}{(v.IsCopied ? string.Empty : ", dontcopy: true")} }}"));

    private static Driver Fork(string vmas, string[] bits, string build)
    {
        var driver = new Driver(
            $$"""
            scenario: batch
            constants: { ptes-per-table: 4, cont-ptes: 4, break-threshold: 100 }
            folios: { A: { pages: 4 } }
            processes: { P: { vmas: {{vmas}}, entries: "{{Text(bits)}}" }, C: { forked: true } }
            threads: { T0: { process: P, do: [ fork C ] } }
            builds: { linux-6.9: { clean: true } }
            """,
            build);
        driver.Finish();
        return driver;
    }
}
