using RaceSim.Kernel.Memory;
using Xunit;

namespace RaceSim.Tests.Kernel;

public sealed class PteTests
{
    [Fact]
    public void Every_kind_of_entry_keeps_what_it_was_given()
    {
        foreach (var number in new[] { 0, 1, 2, 63, 4095, 1 << 20 })
        {
            foreach (var mode in Enum.GetValues<MigrationMode>())
            {
                var migration = Pte.Migration(number, mode);
                Assert.Equal((PteKind.Migration, number, mode, false), (migration.Kind, migration.Pfn, migration.Mode, migration.IsPresent));
            }

            var swap = Pte.Swap(number);
            Assert.Equal((PteKind.Swap, number, false, false), (swap.Kind, swap.Slot, swap.IsNone, swap.IsPresent));
            foreach (var writable in new[] { false, true })
            {
                var pte = Pte.Present(number, writable);
                Assert.Equal((PteKind.Present, number, writable, writable, true), (pte.Kind, pte.Pfn, pte.IsWritable, pte.IsDirty, pte.IsYoung));
            }
        }

        Assert.Equal(PteKind.None, Pte.None.Kind);
    }

    [Fact]
    public void Each_change_changes_its_bit_alone()
    {
        foreach (var writable in new[] { false, true })
        {
            var pte = Pte.Present(5, writable).MakeCont();
            Assert.Equal(pte, pte.MakeNonCont().MakeCont());
            Assert.Equal((5, true, true, false), (pte.WriteProtect().Pfn, pte.WriteProtect().IsCont, pte.WriteProtect().IsYoung, pte.WriteProtect().IsWritable));
            Assert.Equal(writable, pte.MakeClean().IsWritable);
            Assert.Equal(pte.Attributes, pte.MakeClean().MakeOld().Attributes);
            Assert.NotEqual(pte.Attributes, pte.MakeNonCont().Attributes);
            Assert.Equal((8, pte.Attributes), (pte.Advance(3).Pfn, pte.Advance(3).Attributes));
            Assert.Equal(pte, pte.Advance(3).Advance(-3));
        }

        var gathered = Pte.Present(4, writable: false).MakeOld().WithAccessedDirtyOf(Pte.Present(9, writable: true));
        Assert.Equal((4, true, true, false), (gathered.Pfn, gathered.IsYoung, gathered.IsDirty, gathered.IsWritable));
    }
}
