using RaceSim.Kernel.Memory;
using Xunit;

namespace RaceSim.Tests.Kernel;

/// <summary>Pages that a thread keeps of get_user_pages.</summary>
public sealed class HeldPageTests
{
    private const string Text = """
        scenario: holding
        constants: { ptes-per-table: 1, cont-ptes: 1 }
        folios: { A: {} }
        spares: { pages: 2 }
        processes:
          P: { entries: "ENTRY" }
        threads:
          T0: { process: P, do: [ DO ] }
        builds: { linux-6.8: { clean: true } }
        """;

    [Theory]
    [InlineData(1, 0, false)]
    [InlineData(123_456, 1_048_575, true)]
    public void What_is_packed_comes_back(int pfn, int va, bool isPin)
    {
        var packed = HeldPage.Pack(pfn, va, isPin);
        Assert.Equal((pfn, va, isPin), (HeldPage.Pfn(packed), HeldPage.Va(packed), HeldPage.IsPin(packed)));
    }

    [Theory]
    [InlineData("linux-5.8", "A0r", 1, 0, "5.8 breaks copy-on-write of a page that only it maps by reuse")]
    [InlineData("linux-5.9", "A0r", 0, 0, "5.9 takes a read-only page as it is")]
    [InlineData("linux-6.8", "A0w", 1, 0, "a writable page is taken by the fast path")]
    public void A_reader_gets_the_page_and_gives_it_back(string build, string entry, int writable, long pins, string why)
    {
        var driver = Run(build, entry, "gup-get 0, gup-read, gup-put");
        Assert.Equal(writable != 0, driver.Entry("P.pte[0]").IsWritable);
        Assert.True(driver.Value("A.refcount") == 1 && driver.Value("A.pincount") == pins, why);
    }

    [Fact]
    public void What_a_device_writes_is_loaded_and_the_page_is_dirty()
    {
        var driver = Run("linux-6.8", "A0w", "gup-pin 0, gup-write = 5, load 0, gup-put");
        Assert.Equal((5L, 1L, 0L, 1L), (driver.Value("A.data"), driver.Value("A.dirty"), driver.Value("A.pincount"), driver.Value("A.refcount")));
    }

    [Fact]
    public void A_read_only_page_is_not_pinned_for_writing_and_nothing_is_written()
    {
        var driver = Run("linux-6.8", "A0r", "gup-pin 0, gup-write = 5, load 0, gup-put");
        Assert.Equal((0L, 0L, 1L), (driver.Value("A.dirty"), driver.Value("A.pincount"), driver.Value("A.refcount")));
        Assert.NotEqual(5, driver.Value("A.data"));
    }

    private static Driver Run(string build, string entry, string operations)
    {
        var driver = new Driver(Text.Replace("ENTRY", entry, StringComparison.Ordinal).Replace("DO", operations, StringComparison.Ordinal), build);
        driver.Finish();
        Assert.Empty(driver.Broken);
        return driver;
    }
}
