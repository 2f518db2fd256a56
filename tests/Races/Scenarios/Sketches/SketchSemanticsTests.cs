using RaceSim.Scenarios;
using RaceSim.Steps;
using Xunit;

namespace RaceSim.Tests.Sketches;

public sealed class SketchSemanticsTests
{
    [Theory]
    [InlineData("r = x", "P0.r=0 x=0 y=0")]
    [InlineData("x = 3; r = x", "P0.r=3 x=3 y=0")]
    [InlineData("r = fetch_add(x, 2); q = fetch_add(x, -5)", "P0.r=0 P0.q=2 x=-3 y=0")]
    [InlineData("r = xchg(x, 7); q = xchg(x, 8)", "P0.r=0 P0.q=7 x=8 y=0")]
    [InlineData("r = cmpxchg(x, 0, 4); q = cmpxchg(x, 0, 5)", "P0.r=0 P0.q=4 x=4 y=0")]
    [InlineData("r = trylock(l); q = trylock(l); unlock(l)", "P0.r=1 P0.q=0 x=0 y=0")]
    [InlineData("lock(l); x = 1; unlock(l); lock(l); unlock(l)", "x=1 y=0")]
    [InlineData("{ repeat: 3, do: [ r = r + 1, x = r ] }", "P0.r=3 x=3 y=0")]
    [InlineData("{ repeat: 0, do: [ x = 1 ] }; y = 1", "x=0 y=1")]
    [InlineData("{ repeat: 2, do: [ { repeat: 3, do: [ r = r + 1 ] } ] }", "P0.r=6 x=0 y=0")]
    [InlineData("{ while: r < 4, do: [ r = r + 1 ] }; x = r", "P0.r=4 x=4 y=0")]
    [InlineData("r = 1; { if: r == 1, then: [ x = 1 ], else: [ x = 2 ] }", "P0.r=1 x=1 y=0")]
    [InlineData("r = 2; { if: r == 1, then: [ x = 1 ], else: [ x = 2 ] }", "P0.r=2 x=2 y=0")]
    [InlineData("{ if: 0, then: [ x = 1 ] }; y = 2", "x=0 y=2")]
    [InlineData("r = 5", "P0.r=5 x=0 y=0")]
    public void Statement_does_what_it_says(string statements, string outcome)
    {
        var search = PlainSearch.Of(SketchText.Of(statements));
        Assert.Empty(search.Violations);
        Assert.Equal([outcome], search.Outcomes);
    }

    [Theory]
    [InlineData("1 + 2 * 3", 7)]
    [InlineData("(1 + 2) * 3", 9)]
    [InlineData("10 - 4 - 3", 3)]
    [InlineData("-7 / 2", -3)]
    [InlineData("-7 % 3", -1)]
    [InlineData("- (3 + 4)", -7)]
    [InlineData("--5", 5)]
    [InlineData("0x10", 16)]
    [InlineData("1 < 2 == 1", 1)]
    [InlineData("2 > 1 > 1", 0)]
    [InlineData("3 <= 3 && 3 >= 4", 0)]
    [InlineData("1 || 0 && 0", 1)]
    [InlineData("7 && 9", 1)]
    [InlineData("0 || 9", 1)]
    [InlineData("0 || 0", 0)]
    [InlineData("(5 || 0) + (0 && 1)", 1)]
    [InlineData("(0) == !1", 1)]
    [InlineData("1 - !!5", 0)]
    [InlineData("0 && 1 / 0", 0)]
    [InlineData("1 || 1 / 0", 1)]
    [InlineData("-9223372036854775808 / -1", long.MinValue)]
    [InlineData("-9223372036854775808 % -1", 0)]
    [InlineData("9223372036854775807 + 1", long.MinValue)]
    public void Expression_has_the_value_that_c_gives_it(string expression, long value)
    {
        var search = PlainSearch.Of(SketchText.Of($"r = {expression}"));
        Assert.Empty(search.Violations);
        Assert.Equal([$"P0.r={value} x=0 y=0"], search.Outcomes);
    }

    [Fact]
    public void Choose_takes_every_value()
    {
        var search = PlainSearch.Of(SketchText.Of("r = choose(3); x = r"));
        Assert.Equal(3, search.Schedules);
        Assert.Equal(["P0.r=0 x=0 y=0", "P0.r=1 x=1 y=0", "P0.r=2 x=2 y=0"], search.Outcomes);
    }

    [Theory]
    [InlineData("r = 1; assert r == 2", "assert", "P0 line 8: 'r == 2' is false with r=1")]
    [InlineData("x = 1; assert 0", "assert", "P0 line 8: '0' is false")]
    [InlineData("r = 5 / x0; x0 = 1", "assert", "P0 line 7: '5 / x0' divides by zero")]
    [InlineData("r = 5 % (1 - 1)", "assert", "P0 line 7: '5 % (1 - 1)' divides by zero")]
    [InlineData("lock(l); lock(l); unlock(l)", "deadlock", "P0 requests l, which it already holds")]
    [InlineData("unlock(l)", "lock", "P0 gives up l, which it does not hold")]
    [InlineData("r = trylock(l)", "lock", "P0 ends and still holds l")]
    [InlineData("r = 0; { while: 1, do: [ r = r + 1 ] }", "livelock", "P0 runs 10000000 local instructions without a shared access (line 8)")]
    public void Broken_model_is_a_violation_and_not_a_crash(string statements, string id, string message)
    {
        var search = PlainSearch.Of(SketchText.Of(statements));
        Assert.Equal([id], search.Violations);
        Assert.Equal([message], search.Messages);
    }

    [Fact]
    public void Steps_carry_the_thread_and_the_line()
    {
        var program = ScenarioReader.Read(SketchText.Of("r = 1; x = r"), "f").Instantiate(null, new()).Program;
        Assert.Equal(new SourceLabel("P0", 8), program.Next(0).Label);
        Assert.Equal("P0", program.ActorName(0));
    }

    [Fact]
    public void Registers_start_at_zero_in_every_execution()
    {
        var search = PlainSearch.Of(SketchText.Of(["r = r + 1; x = r", "q = x"]));
        Assert.Equal(["P0.r=1 P1.q=0 x=1 y=0", "P0.r=1 P1.q=1 x=1 y=0"], search.Outcomes);
    }
}
