using RaceSim.Kernel.Memory;
using RaceSim.Scenarios;
using Xunit;

namespace RaceSim.Tests.Kernel;

/// <summary>Swap counts in mixed digits, carried and borrowed through continuation pages, and what fork makes of a full one.</summary>
public sealed class SwapCountTests
{
    private static readonly string[] Forms = ["linux-5.8", "split-nonpresent", "split-present"];

    private const string Forking = """
        scenario: counting
        constants: { ptes-per-table: 16, cont-ptes: 1, break-threshold: 100, swap-map-max: MAX, swap-cont-max: CONT }
        swap: [ COUNT ]
        processes: { P: { entries: "ENTRIES" }, C: { forked: true } }
        threads: { T0: { process: P, do: [ DO ] } }
        builds: { linux-6.9: { clean: true } }
        """;

    [Theory]
    [InlineData(2, 1)]
    [InlineData(1, 2)]
    [InlineData(62, 127)]
    public void A_count_is_the_sum_of_its_digits(int max, int continuationMax)
    {
        for (var count = 0; count < (max + 1) * (continuationMax + 1) * (continuationMax + 1) && count < 20_000; count++)
        {
            var kernel = new KernelInstance(
                new(), new KernelConstants { SwapMapMax = max, SwapContinuationMax = continuationMax }, RaceSim.Kernel.Builds.KernelBuilds.All[0], new MachineOptions());
            var swap = kernel.AddSwap(2);
            swap.SetInitial(kernel.Cells, 1, count, cached: count % 2 == 0);
            Assert.Equal((0L, (long)count), (swap.Total(kernel.Cells, 0), swap.Total(kernel.Cells, 1)));
        }
    }

    [Theory]
    [InlineData(2, 3, 10, 10)]
    [InlineData(1, 1, 2, 2)]
    [InlineData(1, 1, 3, 4)]
    [InlineData(62, 127, 3, 61)]
    [InlineData(62, 127, 10, 190)]
    [InlineData(3, 2, 8, 9)]
    public void Fork_carries_and_a_discard_borrows(int max, int continuationMax, int entries, int count)
    {
        var driver = Run(max, continuationMax, entries, count, $"fork C, dontneed 0 {entries - 1}");
        driver.Finish();
        Assert.Empty(driver.Broken); // I18 compares the count with the entries.
        Assert.Equal(0, driver.Value("P.rss[swap]"));
        Assert.Equal(entries, driver.Value("C.rss[swap]"));
        Assert.Equal(1, driver.Value("C.mmlist"));
    }

    [Fact]
    public void A_count_that_outgrows_the_model_is_said_to()
    {
        var driver = Run(1, 1, 5, 5, "fork C");
        var fault = Assert.ThrowsAny<Exception>(() => driver.Finish());
        Assert.Contains("needs more than 2 continuation pages", fault.Message, StringComparison.Ordinal);
    }

    /// <summary>What the forms of copy_one_pte can end in is the same; C01 says so, and the checks of the catalogue see only single runs.</summary>
    [Fact]
    public void The_three_forms_of_the_copy_end_in_the_same_states()
    {
        var scenario = ScenarioCatalogue.Find("split-copy");
        var outcomes = Forms
            .Select(build => Verifier.Verify(scenario, build, new RunOptions()).Outcomes.Select(o => string.Join(' ', o)).Order(StringComparer.Ordinal).ToList())
            .ToList();
        Assert.NotEmpty(outcomes[0]);
        Assert.Equal(outcomes[0], outcomes[1]);
        Assert.Equal(outcomes[0], outcomes[2]);
    }

    [Fact]
    public void A_fork_that_fails_is_undone_and_its_child_never_begins()
    {
        const string text = """
            scenario: failing
            constants: { ptes-per-table: 4, cont-ptes: 1, break-threshold: 100, swap-map-max: 1 }
            options: { atomic-allocation-may-fail: true, sleeping-allocation-may-fail: true }
            folios: { A: {} }
            swap: [ 1 ]
            spares: { pages: 1 }
            processes: { P: { entries: "A0w s0" }, C: { forked: true } }
            threads: { T0: { process: P, do: [ fork C ] }, U0: { process: C, do: [ store 0 = 5 ] } }
            builds: { linux-6.9: { clean: true } }
            """;
        var driver = new Driver(text, "linux-6.9");
        var choices = 0;
        while (driver.Program.Enabled != 0)
        {
            // The atomic allocation fails by its first value, the sleeping one by its second.
            driver.Step(System.Numerics.BitOperations.TrailingZeroCount(driver.Program.Enabled), driver.Program.Next(0).Arity > 1 ? choices++ : 0);
        }

        Assert.Empty(driver.Broken);
        Assert.All(Enumerable.Range(0, 4), va => Assert.True(driver.Entry($"C.pte[{va}]").IsNone));
        Assert.Equal((0L, 0L, 1L, 0L), (driver.Value("C.rss[anon]"), driver.Value("C.mmlist"), driver.Value("A.refcount"), driver.Value("C.linked")));
    }

    private static Driver Run(int max, int continuationMax, int entries, int count, string operations) => new(
        Forking.Replace("MAX", $"{max}", StringComparison.Ordinal).Replace("CONT", $"{continuationMax}", StringComparison.Ordinal)
            .Replace("COUNT", $"{count}", StringComparison.Ordinal).Replace("ENTRIES", string.Join(' ', Enumerable.Repeat("s0", entries)), StringComparison.Ordinal)
            .Replace("DO", operations, StringComparison.Ordinal),
        "linux-6.9");
}
