using RaceSim.Steps;
using Xunit;

namespace RaceSim.Tests.Kernel;

public sealed class BatchTests
{
    /// <summary>
    /// All patterns of four entries (page i writable, page i read-only, page 0 read-only, none): the references that fork takes at a time are
    /// those of an obvious cut into runs.
    /// </summary>
    [Theory]
    [InlineData("batch-v3")]
    [InlineData("linux-6.9")]
    public void References_are_taken_run_by_run(string build)
    {
        for (var pattern = 0; pattern < 256; pattern++)
        {
            var entries = Enumerable.Range(0, 4).Select(i => ((pattern >> (2 * i)) & 3) switch { 0 => $"A{i}w", 1 => $"A{i}r", 2 => "A0r", _ => "-" }).ToArray();
            if (entries.Contains("A0w") && entries.Contains("A0r"))
            {
                continue; // An exclusive page mapped twice is no state of a kernel, and is refused.
            }

            var driver = new Driver(Text(entries), build);
            var refcount = driver.CellId("A.refcount");
            var taken = new List<long>();
            driver.Finish(actor =>
            {
                ref readonly var next = ref driver.Program.Next(actor);
                if (next.Kind == OperationKind.ReadModifyWrite && next.Cell == refcount)
                {
                    taken.Add(next.Operand);
                }
            });
            Assert.True(Runs(entries).SequenceEqual(taken), $"{string.Join(' ', entries)}: {string.Join(',', Runs(entries))} expected, {string.Join(',', taken)} taken");
            Assert.Equal(entries, Enumerable.Range(0, 4).Select(i => Said(driver, i, entries[i])));
        }
    }

    // The child maps what the parent maps.
    private static string Said(Driver driver, int va, string entry) =>
        driver.Entry($"P.pte[{va}]").Pfn == driver.Entry($"C.pte[{va}]").Pfn && driver.Entry($"C.pte[{va}]").IsNone == (entry == "-") && !driver.Entry($"C.pte[{va}]").IsWritable
            ? entry : $"{driver.Entry($"C.pte[{va}]")}";

    private static IEnumerable<long> Runs(string[] entries)
    {
        for (var i = 0; i < entries.Length;)
        {
            var run = 1;
            while (entries[i] != "-" && i + run < entries.Length && entries[i + run] == $"A{entries[i][1] - '0' + run}{entries[i][2]}")
            {
                run++;
            }

            if (entries[i] != "-")
            {
                yield return run;
            }

            i += run;
        }
    }

    private static string Text(string[] entries) => $$"""
        scenario: batch
        constants: { ptes-per-table: 4, cont-ptes: 4, break-threshold: 100 }
        folios: { A: { pages: 4 } }
        processes: { P: { entries: "{{string.Join(' ', entries)}}" }, C: { forked: true } }
        threads: { T0: { process: P, do: [ fork C ] } }
        builds: { linux-6.9: { clean: true } }
        """;
}
