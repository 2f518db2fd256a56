using RaceSim.Scenarios;
using RaceSim.Steps;
using Xunit;

namespace RaceSim.Tests.Sketches;

public sealed class SketchSearchTests
{
    [Fact]
    public void Message_passing_has_the_outcomes_of_a_sequentially_consistent_machine()
    {
        var search = PlainSearch.Of(SketchText.Of(["x = 1; y = 1", "r0 = y; r1 = x"], "  always: x >= y\n  never: P1.r0 == 1 && P1.r1 == 0\n"));
        Assert.Equal(6, search.Schedules);
        Assert.Empty(search.Violations);
        Assert.Equal(["P1.r0=0 P1.r1=0 x=1 y=1", "P1.r0=0 P1.r1=1 x=1 y=1", "P1.r0=1 P1.r1=1 x=1 y=1"], search.Outcomes);
    }

    [Fact]
    public void Never_is_found_at_the_end_with_its_values()
    {
        var search = PlainSearch.Of(SketchText.Of(["y = 1; x = 1", "r0 = y; r1 = x"], "  never: P1.r0 == 1 && P1.r1 == 0\n"));
        Assert.Equal(["never"], search.Violations);
        Assert.Equal(["'P1.r0 == 1 && P1.r1 == 0' is true at the end with P1.r0=1, P1.r1=0"], search.Messages);
    }

    [Fact]
    public void Always_is_found_after_the_step_that_breaks_it()
    {
        var search = PlainSearch.Of(SketchText.Of(["y = 1; x = 1"], "  always: x >= y\n"));
        Assert.Equal(["'x >= y' is false with x=0, y=1"], search.Messages);
    }

    [Fact]
    public void Always_is_checked_in_the_initial_state()
    {
        var search = PlainSearch.Of(SketchText.Of(["x = 1"], "  always: x == 1\n"));
        Assert.Equal(["always"], search.Violations);
        Assert.Equal(1, search.Schedules);
    }

    [Fact]
    public void Never_is_checked_although_no_thread_takes_a_step() =>
        Assert.Equal(["never"], PlainSearch.Of(SketchText.Of("r = 1", "  never: P0.r == 1\n")).Violations);

    [Fact]
    public void Locks_in_opposite_order_deadlock()
    {
        const string Text = """
            scenario: abba
            program:
              locks: [ a, b ]
              threads:
                P0: [ lock(a), lock(b), unlock(b), unlock(a) ]
                P1: [ lock(b), lock(a), unlock(a), unlock(b) ]
            """;
        Assert.Equal(["deadlock"], PlainSearch.Of(Text).Violations);
    }

    [Fact]
    public void Writes_to_the_cells_of_always_are_dependent_and_others_are_not()
    {
        var watched = Program(SketchText.Of(["x = 1", "y = 1"], "  always: x >= 0 || y == 5\n"), InstanceOptions.Default);
        Assert.True(Dependence.AreDependent(watched.Next(0), watched.Next(1)));
        var bare = Program(SketchText.Of(["x = 1", "y = 1"], "  always: x >= 0 || y == 5\n"), new InstanceOptions([]));
        Assert.False(Dependence.AreDependent(bare.Next(0), bare.Next(1)));
    }

    [Theory]
    [InlineData("y = 1; x = 1", "  always: x >= y\n")]
    [InlineData("x = 1", "  never: x == 1\n")]
    [InlineData("x = 1; assert 0", "")]
    [InlineData("r = 1 / 0; x = 1", "")]
    public void Nothing_is_checked_when_no_invariant_is_asked_for(string statements, string more)
    {
        var scenario = ScenarioReader.Read(SketchText.Of(statements, more), "f");
        Assert.Empty(PlainSearch.Of(scenario.Instantiate(null, new InstanceOptions([]))).Violations);
    }

    [Fact]
    public void Reached_events_are_noted()
    {
        const string Reaches = "reaches: [ P1.r == 1, P1.r == 2 ]\n";
        var scenario = ScenarioReader.Read(SketchText.Of(["x = 1", "r = x"], Reaches), "f");
        var instance = scenario.Instantiate(null, InstanceOptions.Default);
        Assert.Equal((UInt128)1, PlainSearch.Of(instance).Events);
        Assert.Equal(scenario.Header.Reaches, instance.Machine.EventNames);
    }

    [Fact]
    public void Instance_allocates_nothing_for_a_schedule()
    {
        var program = Program(
            SketchText.Of(
                ["lock(l); r = fetch_add(x, 1); { if: r == 0 && r < 5, then: [ y = r + 2 * r ] }; unlock(l)", "q = trylock(l); { if: q, then: [ unlock(l) ] }; c = choose(3); { repeat: 3, do: [ x = 1 ] }"],
                "  always: x >= 0 && y >= 0\n  never: x == 100\nreaches: [ x == 1 ]\n"),
            InstanceOptions.Default);
        RunInTurn(program, 2_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        RunInTurn(program, 2_000);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated == 0 || !IsOptimized, $"{allocated} bytes in 2,000 schedules");
    }

    // Without optimisation the compiler makes a coroutine's state a class, one for each start.
    private static bool IsOptimized =>
        !typeof(ScenarioReader).Assembly.GetCustomAttributes(typeof(System.Diagnostics.DebuggableAttribute), false)
            .Cast<System.Diagnostics.DebuggableAttribute>().Any(a => a.IsJITOptimizerDisabled);

    private static IProgram Program(string text, InstanceOptions options) =>
        ScenarioReader.Read(text, "f").Instantiate(null, options).Program;

    private static void RunInTurn(IProgram program, int schedules)
    {
        for (var i = 0; i < schedules; i++)
        {
            program.Reset();
            var turn = i;
            while (program.Enabled is var enabled && enabled != 0)
            {
                var many = System.Numerics.BitOperations.PopCount(enabled);
                for (var skip = turn++ % many; skip > 0; skip--)
                {
                    enabled &= enabled - 1;
                }

                program.Step(System.Numerics.BitOperations.TrailingZeroCount(enabled), 0);
            }
        }
    }
}
