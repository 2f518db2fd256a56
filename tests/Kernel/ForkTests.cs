using RaceSim.Scenarios;
using RaceSim.Steps;
using Xunit;

namespace RaceSim.Tests.Kernel;

public sealed class ForkTests
{
    private const string Block = """
        scenario: block
        constants: { ptes-per-table: 8, cont-ptes: 4, break-threshold: 100 }
        folios: { A: { pages: 4 } }
        spares: { pages: 1 }
        processes: { P: { VMAS entries: { 4: "A0wc A1wc A2wc A3wc" } }, C: { forked: true } }
        threads: { T0: { process: P, do: [ DO ] } }
        builds: { linux-6.9: { clean: true } }
        """;

    [Fact]
    public void A_whole_block_is_copied_folded_and_stays_folded()
    {
        var driver = new Driver(Block.Replace("VMAS", "", StringComparison.Ordinal).Replace("DO", "fork C", StringComparison.Ordinal), "linux-6.9");
        driver.Finish();
        for (var va = 4; va < 8; va++)
        {
            Assert.Equal((true, false), (driver.Entry($"P.pte[{va}]").IsCont, driver.Entry($"P.pte[{va}]").IsWritable));
            Assert.Equal((true, false), (driver.Entry($"C.pte[{va}]").IsCont, driver.Entry($"C.pte[{va}]").IsWritable));
        }
    }

    [Fact]
    public void Half_a_block_is_unfolded_in_the_parent_and_never_folded_in_the_child()
    {
        var vmas = "vmas: [ { start: 4, end: 6, dontcopy: true }, { start: 6, end: 8 } ],";
        var driver = new Driver(Block.Replace("VMAS", vmas, StringComparison.Ordinal).Replace("DO", "fork C", StringComparison.Ordinal), "linux-6.9");
        driver.Finish();
        Assert.Equal([true, true, false, false], Enumerable.Range(4, 4).Select(va => driver.Entry($"P.pte[{va}]").IsWritable));
        Assert.All(Enumerable.Range(4, 4), va => Assert.False(driver.Entry($"P.pte[{va}]").IsCont || driver.Entry($"C.pte[{va}]").IsCont));
    }

    [Fact]
    public void Breaking_a_block_leaves_no_entry_visible_while_it_flushes()
    {
        var text = Block.Replace("VMAS", "", StringComparison.Ordinal).Replace("DO", "dontneed 5, load 4", StringComparison.Ordinal);
        var driver = new Driver(text, "contpte-per-pte");
        driver.Until(0, OperationKind.Flush);
        Assert.All(Enumerable.Range(4, 4), va => Assert.True(driver.Entry($"P.pte[{va}]").IsNone));
        driver.Finish();
        Assert.Equal([false, true, false, false], Enumerable.Range(4, 4).Select(va => driver.Entry($"P.pte[{va}]").IsNone));
        Assert.Empty(driver.Broken);
    }

    [Fact]
    public void A_page_for_a_pin_is_asked_for_used_or_given_back()
    {
        var report = Verifier.Verify(ScenarioCatalogue.Find("partial-pin"), "linux-6.9", new RunOptions());
        Assert.Equal(Verdict.Proved, report.Verdict);
        Assert.Superset(new HashSet<string> { "pinned-retry", "page-copied", "prealloc-freed" }, report.Reached.ToHashSet());
    }

    /// <summary>The slot is remembered from under the locks: T1's fault may have replaced the entry by the time the continuation is added.</summary>
    [Fact]
    public void A_continuation_is_added_to_the_slot_that_was_read()
    {
        var driver = new Driver(ScenarioCatalogue.Text(ScenarioCatalogue.Select("aligned-break")[0]), "linux-6.9");
        driver.UntilReleaseOf(0, "P.ptl");
        driver.Step(0); // From here on the parent's entries may change, and do.
        driver.Exhaust(1);
        Assert.True(driver.Entry("P.pte[5]").IsPresent);
        driver.Until(0, OperationKind.Allocate);
        driver.Until(0, OperationKind.Load);
        Assert.Equal(driver.CellId("swap_map[1]"), driver.Program.Next(0).Cell);
        driver.Finish();
        Assert.Equal(0L, driver.Value("swap continuation pages")); // T1 has lowered the count: no need.
        Assert.Empty(driver.Broken);
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(3, 1)]
    [InlineData(5, 1)]
    [InlineData(6, 0)]
    public void Locks_may_be_dropped_only_where_progress_has_reached_the_threshold(int threshold, int places)
    {
        var driver = new Driver(
            $$"""
            scenario: progress
            constants: { ptes-per-table: 4, cont-ptes: 4, break-threshold: {{threshold}}, progress-none: 1, progress-copied: 2 }
            folios: { A: { pages: 4 } }
            processes: { P: { entries: "A0r - A3r -" }, C: { forked: true } }
            threads: { T0: { process: P, do: [ fork C ] } }
            builds: { linux-6.8: { clean: true } }
            """,
            "linux-6.8");
        var asked = 0;
        driver.Finish(actor => asked += driver.Program.Next(actor).Kind == OperationKind.Choose ? 1 : 0);
        Assert.Equal(places, asked);
    }

    [Fact]
    public void A_discard_clears_swap_entries_with_their_counts_and_crosses_tables()
    {
        var driver = new Driver(
            """
            scenario: discard
            constants: { ptes-per-table: 2, cont-ptes: 1 }
            folios: { A: { pages: 4 } }
            swap: [ 2, 1 ]
            processes: { P: { pages: 4, entries: "s0 A1r A2w s1" } }
            threads: { T0: { process: P, do: [ dontneed 0 3 ] } }
            builds: { linux-6.8: { clean: true } }
            """,
            "linux-6.8");
        driver.Finish();
        Assert.All(Enumerable.Range(0, 4), va => Assert.True(driver.Entry($"P.pte[{va}]").IsNone));
        Assert.Equal((1L, 0L, 0L, 0L, 0L), (driver.Value("swap_map[0]"), driver.Value("swap_map[1]"), driver.Value("A.refcount"), driver.Value("P.rss[anon]"), driver.Value("P.rss[swap]")));
        Assert.Empty(driver.Broken);
    }
}
