using RaceSim.Scenarios;
using RaceSim.Testing;
using RaceSim.Tests.Races.Cli;
using Xunit;

namespace RaceSim.Tests.Races.Testing;

public sealed class RaceTests
{
    [Fact]
    public void A_fixed_build_is_clean() => Assert.True(Race.Named("reforder").On("linux-6.9").MustBeClean().Complete);

    [Fact]
    public void A_buggy_build_is_violated() => Assert.Single(Race.Named("reforder").On("batch-v2").MustViolate("I28").Violations);

    [Fact]
    public void What_is_not_clean_fails_with_a_trace_that_replays()
    {
        var failure = Assert.Throws<RaceException>(() => Race.Named("reforder").On("batch-v2").MustBeClean());
        Assert.StartsWith("reforder on batch-v2 should be: clean\nfound: violated: ", failure.Message, StringComparison.Ordinal);
        Assert.Contains("VIOLATION of I1", failure.Message, StringComparison.Ordinal);
        Assert.Equal(RaceSim.Cli.ExitCode.AsExpected, Racesim.Run("replay", failure.Trace!).Code);
    }

    [Fact]
    public void What_does_not_break_fails()
    {
        var failure = Assert.Throws<RaceException>(() => Race.Named("reforder").On("linux-6.9").MustViolate("I1"));
        Assert.Contains("found: proved", failure.Message, StringComparison.Ordinal);
        Assert.Null(failure.Trace);
    }

    [Fact]
    public void A_space_that_is_not_exhausted_is_no_pass() =>
        Assert.Throws<RaceException>(() => Race.Named("midfork-restore").On("linux-6.9").Within(3).MustBeClean());

    [Fact]
    public void Only_what_is_armed_counts() => Race.FromText(Cli.Sketches.LostUpdate).Checking("lock").MustBeClean();

    [Fact]
    public void An_unknown_build_suggests_the_nearest() =>
        Assert.Contains("did you mean 'linux-6.9'?", Assert.Throws<InputException>(() => Race.Named("reforder").On("linux-6.0")).Message, StringComparison.Ordinal);
}
