using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Paths.Fork;
using Xunit;

namespace RaceSim.Tests.Kernel;

/// <summary>E08: the bound of a batch at every place of an address space of 256 pages.</summary>
public sealed class BatchLimitTests
{
    private const int Addresses = 256;

    [Theory]
    [InlineData("batch-v2")]
    [InlineData("batch-v3")]
    [InlineData("batch-v3-proposed")]
    public void A_batch_stays_in_its_vma_and_its_folio(string build)
    {
        var faults = Places().Where(p => Limit(build, p) < 1 || Limit(build, p) > p.End - p.Va || Limit(build, p) > p.Left);
        Assert.Empty(faults);
        Assert.All(Places(), p => Assert.Equal(Math.Min(p.End - p.Va, p.Left), Limit(build, p)));
    }

    /// <summary>Each mistake shows exactly where it should: at the top of the address space, or at the end of the VMA.</summary>
    [Theory]
    [InlineData("batch-v3+no-wrap-test")]
    [InlineData("batch-v3+wrap-to-zero")]
    public void Without_the_test_a_folio_that_reaches_over_the_top_is_not_bounded(string build)
    {
        var wrong = Places().Where(p => Limit(build, p) > p.End - p.Va).ToHashSet();
        Assert.NotEmpty(wrong);
        Assert.All(wrong, p => Assert.True(p.Va + p.Left >= Addresses));
    }

    [Fact]
    public void Only_the_wrapped_address_itself_leads_behind_the_top()
    {
        Assert.Contains(Places(), p => p.Va + Limit("batch-v3+no-wrap-test", p) > Addresses);
        Assert.DoesNotContain(Places(), p => p.Va + Limit("batch-v3+wrap-to-zero", p) > Addresses);
    }

    [Fact]
    public void Bounded_by_the_folio_a_batch_leaves_its_vma() =>
        Assert.All(Places(), p => Assert.Equal(p.Left > p.End - p.Va, Limit("batch-v3+bound-by-folio", p) > p.End - p.Va));

    private static int Limit(string build, (int Va, int End, int Left) place) =>
        BatchLimit.Of(KernelBuilds.Find(build)!, place.Va, place.End, place.Left, Addresses);

    // A folio of at most 16 pages; the end of the VMA wherever it can be.
    private static IEnumerable<(int Va, int End, int Left)> Places()
    {
        for (var va = 0; va < Addresses; va++)
        {
            for (var end = va + 1; end <= Addresses; end++)
            {
                for (var left = 1; left <= 16; left++)
                {
                    yield return (va, end, left);
                }
            }
        }
    }
}
