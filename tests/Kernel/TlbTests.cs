using RaceSim.Steps;
using Xunit;

namespace RaceSim.Tests.Kernel;

public sealed class TlbTests
{
    private const string Storing = """
        scenario: storing
        constants: { ptes-per-table: 4, cont-ptes: 4, break-threshold: 100 }
        folios: { A: { pages: 1 } }
        spares: { pages: 1 }
        processes: { P: { entries: "A0w" }, C: { forked: true } }
        threads:
          T0: { process: P, do: [ fork C ] }
          T1: { process: P, do: [ load 0, store 0 = 5 ] }
          U0: { process: C, do: [ load 0 ] }
        builds: { linux-6.8: { clean: true } }
        """;

    [Fact]
    public void A_store_through_a_stale_entry_before_the_flush_belongs_to_the_child_too()
    {
        var driver = new Driver(Storing, "linux-6.8");
        driver.Until(1, OperationKind.Walk);
        driver.Step(1);
        driver.Step(1); // The load is done: a writable translation is cached.
        driver.Until(0, OperationKind.Flush);
        Assert.False(driver.Entry("P.pte[0]").IsWritable);
        Assert.True(driver.Entry("cpu1.tlb[0]").IsWritable);
        driver.Step(1); // No fault: the translation is still there.
        Assert.Equal(5, driver.Value("A.data"));
        Assert.Equal(5, driver.Value("P.expected[0]"));
        driver.Step(0);
        Assert.False(driver.IsEnabled(0)); // Waits for the other CPU.
        driver.Step(driver.Actor("CPU1 IPI from CPU0"));
        Assert.True(driver.Entry("cpu1.tlb[0]").IsNone);
        driver.Finish();
        Assert.Equal(5, driver.Value("C.expected[0]"));
        Assert.Empty(driver.Broken);
    }

    [Fact]
    public void A_store_after_the_flush_faults_and_gets_a_page_of_its_own()
    {
        var driver = new Driver(Storing, "linux-6.8");
        driver.Exhaust(0);
        driver.Step(driver.Actor("CPU1 IPI from CPU0"));
        driver.Exhaust(0);
        driver.Exhaust(1);
        Assert.NotEqual(driver.Entry("P.pte[0]").Pfn, driver.Entry("C.pte[0]").Pfn);
        Assert.NotEqual(5, driver.Value("A.data"));
        driver.Finish();
        Assert.Empty(driver.Broken);
    }

    [Fact]
    public void A_shootdown_waits_for_a_cpu_that_has_interrupts_off()
    {
        var driver = new Driver(Storing.Replace("load 0, store 0 = 5 ]", "pin 0 ]", StringComparison.Ordinal), "linux-6.8");
        driver.Until(1, OperationKind.ReadModifyWrite); // Interrupts are off, the entry is read, the reference is about to be taken.
        driver.Until(0, OperationKind.Flush);
        driver.Step(0);
        var interrupt = driver.Actor("CPU1 IPI from CPU0");
        driver.Exhaust(interrupt);
        Assert.False(driver.IsEnabled(0));
        Assert.False(driver.IsEnabled(interrupt));
        driver.Exhaust(1);
        driver.Exhaust(interrupt);
        Assert.True(driver.IsEnabled(0));
        driver.Finish();
        Assert.Empty(driver.Broken);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void A_block_is_translated_by_the_entry_of_any_of_its_pages(int taken)
    {
        var driver = new Driver(
            """
            scenario: block
            constants: { ptes-per-table: 4, cont-ptes: 4 }
            folios: { A: { pages: 4 } }
            processes: { P: { entries: "A0wc A1wc A2wc A3wc" } }
            threads: { T0: { process: P, do: [ load 1 ] } }
            builds: { contpte-per-pte: { clean: true } }
            """,
            "contpte-per-pte");
        driver.Until(0, OperationKind.Choose);
        driver.Step(0, taken);
        Assert.Equal($"P.pte[{taken}]", Name(driver));
        driver.Step(0);
        for (var page = 0; page < 4; page++)
        {
            Assert.Equal(driver.Entry($"P.pte[{page}]").Pfn, driver.Entry($"cpu0.tlb[{page}]").Pfn);
        }

        string Name(Driver d) => Enumerable.Range(0, 4).Select(i => $"P.pte[{i}]").Single(n => d.CellId(n) == d.Program.Next(0).Cell);
    }
}
