using Xunit;

namespace RaceSim.Tests.Kernel;

/// <summary>What fork makes of entries that map nothing, kind by kind, and what hardware makes of those that do.</summary>
public sealed class NonpresentTests
{
    private static readonly string[] Counters = ["anon", "file", "shmem", "swap"];

    private const string Text = """
        scenario: kinds
        constants: { ptes-per-table: 8, cont-ptes: 1, break-threshold: 100 }
        folios: { A: {}, F: { file: true }, S: { shmem: true } }
        swap: [ 1 ]
        processes: { P: { vmas: [ { start: 0, end: 8, uffd-wp: UFFD } ], entries: "ENTRIES" }, C: { forked: true } }
        threads: { T0: { process: P, do: [ fork C ] } }
        builds: { linux-6.9: { clean: true } }
        """;

    [Theory]
    [InlineData("s0xd", "swap 0 soft-dirty", "swap 0 soft-dirty")]
    [InlineData("mA0w", "migration A readable", "migration A readable")]
    [InlineData("mA0xd", "migration A readable soft-dirty", "migration A readable soft-dirty")]
    [InlineData("mA0r", "migration A readable", "migration A readable")]
    [InlineData("pA0wd", "device A readable", "device A readable")]
    [InlineData("pA0rd", "device A readable soft-dirty", "device A readable soft-dirty")]
    [InlineData("eA0xd", "A RO soft-dirty", "A RO soft-dirty")]
    [InlineData("!wp", "marker UffdWp", "none")]
    [InlineData("!poison", "marker Poison", "marker Poison")]
    [InlineData("!guard", "marker Guard", "marker Guard")]
    public void Fork_of_one_entry(string entry, string parent, string child) => Check("false", entry, parent, child);

    [Theory]
    [InlineData("!wp", "marker UffdWp", "marker UffdWp")]
    [InlineData("mA0xu", "migration A readable uffd-wp", "migration A readable uffd-wp")]
    [InlineData("s0u", "swap 0 uffd-wp", "swap 0 uffd-wp")]
    [InlineData("pA0ru", "device A readable uffd-wp", "device A readable uffd-wp")]
    [InlineData("eA0xu", "A RO uffd-wp", "A RO uffd-wp")]
    public void Fork_into_a_child_with_userfaultfd(string entry, string parent, string child) => Check("true", entry, parent, child);

    [Theory]
    [InlineData("A0w", "anon")]
    [InlineData("F0r", "file")]
    [InlineData("S0r", "shmem")]
    [InlineData("s0", "swap")]
    [InlineData("mA0w", "anon")]
    [InlineData("pA0w", "anon")]
    public void Each_kind_is_counted_under_its_own_counter(string entry, string counter)
    {
        var driver = Fork("false", entry);
        Assert.All(Counters, kind => Assert.Equal(kind == counter ? 1 : 0, driver.Value($"C.rss[{kind}]")));
    }

    [Theory]
    [InlineData("hardware-read", "A0wok", true, false)]
    [InlineData("hardware-write", "A0wok", true, true)]
    [InlineData("hardware-write", "A0rok", true, false)]
    public void Hardware_sets_the_dirty_bit_of_a_writable_entry_only(string operation, string entry, bool young, bool dirty)
    {
        var text = Text.Replace("T0: {", $"mmu: {{ kernel: true, do: [ {operation} P at 0 ] }}, T0: {{", StringComparison.Ordinal);
        var driver = new Driver(text.Replace("UFFD", "false", StringComparison.Ordinal).Replace("ENTRIES", entry, StringComparison.Ordinal), "linux-6.9");
        driver.Step(0);
        Assert.Equal((young, dirty), (driver.Entry("P.pte[0]").IsYoung, driver.Entry("P.pte[0]").IsDirty));
    }

    private static void Check(string userfault, string entry, string parent, string child)
    {
        var driver = Fork(userfault, entry);
        Assert.Equal((parent, child), (Text1(driver, "P"), Text1(driver, "C")));
    }

    private static string Text1(Driver driver, string mm) => driver.Entry($"{mm}.pte[0]").ToString()
        .Replace("pfn 2", "A", StringComparison.Ordinal).Replace(" dirty", string.Empty, StringComparison.Ordinal).Replace("soft-dirty", " soft-dirty", StringComparison.Ordinal)
        .Replace("  ", " ", StringComparison.Ordinal);

    private static Driver Fork(string userfault, string entry)
    {
        var driver = new Driver(Text.Replace("UFFD", userfault, StringComparison.Ordinal).Replace("ENTRIES", entry, StringComparison.Ordinal), "linux-6.9");
        driver.Finish();
        Assert.Empty(driver.Broken);
        return driver;
    }
}
