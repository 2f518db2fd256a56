using RaceSim.Exploration;
using RaceSim.Scenarios;
using Xunit;

namespace RaceSim.Tests.Exploration;

/// <summary>Reads-from fuzzing learns: it finds what a random walk does not, and what it keeps is what was new.</summary>
public sealed class RffTests
{
    [Fact]
    public void A_narrow_window_is_found_in_a_few_dozen_schedules()
    {
        var window = StrategyTrial.Of(ScenarioCatalogue.Find("window")).Single();
        var needed = Enumerable.Range(1, 11).Select(seed => window.Schedules(SamplingStrategy.Rff, (ulong)seed, 2_000) ?? 2_000).Order().ToList();
        Assert.True(needed[5] < 200, $"the median of 11 seeds is {needed[5]}");
    }

    [Fact]
    public void Every_class_stays_reachable()
    {
        var program = Toys.Racing(2, 2);
        Assert.Equal(6, ChiSquare.Schedules(program, new Rff(3), 500).Count);
    }
}
