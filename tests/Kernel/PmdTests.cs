using RaceSim.Kernel.Memory;
using Xunit;

namespace RaceSim.Tests.Kernel;

public sealed class PmdTests
{
    [Fact]
    public void An_entry_keeps_its_table_and_its_permission()
    {
        foreach (var number in new[] { 1, 2, 63, 4095, 1 << 20 })
        {
            var pmd = Pmd.Of(number);
            Assert.Equal((number, false, true, false), (pmd.Table, pmd.IsNone, pmd.IsWritable, pmd.IsReadOnly));
            var shared = pmd.WriteProtect();
            Assert.Equal((number, false, false, true), (shared.Table, shared.IsNone, shared.IsWritable, shared.IsReadOnly));
            Assert.Equal(pmd, shared.MakeWritable());
        }
    }

    [Fact]
    public void None_is_neither_writable_nor_read_only() =>
        Assert.Equal((true, false, false, 0, "none"), (Pmd.None.IsNone, Pmd.None.IsWritable, Pmd.None.IsReadOnly, Pmd.None.Table, Pmd.None.ToString()));

    [Fact]
    public void An_entry_reads_well() => Assert.Equal(("table 3", "table 3 RO"), (Pmd.Of(3).ToString(), Pmd.Of(3).WriteProtect().ToString()));
}
