using RaceSim.Reports;
using RaceSim.Steps;
using Xunit;

namespace RaceSim.Tests.Races.Reports;

public sealed class KernelNameTests
{
    [Theory]
    [InlineData("CopyPresentPtes", "copy_present_ptes")]
    [InlineData("PtepClearFlush", "ptep_clear_flush")]
    [InlineData("DoWpPage", "do_wp_page")]
    [InlineData("PTEPClear", "ptep_clear")]
    [InlineData("__CopyPte", "__copy_pte")]
    [InlineData("Fork2", "fork2")]
    public void A_member_is_spelt_as_the_kernel_spells_it(string member, string expected)
    {
        Assert.Equal(expected, KernelName.Of(member));
    }

    [Fact]
    public void A_sketch_keeps_its_thread_names()
    {
        Assert.Equal("ThreadA:12", KernelName.Of(new SourceLabel("ThreadA", 12), isSketch: true));
    }
}
