using System.Numerics;
using RaceSim.Scenarios;
using RaceSim.Steps;
using Xunit;

namespace RaceSim.Tests.Sketches;

public sealed class CommittedSketchTests
{
    [Fact]
    public void Every_committed_sketch_reads_and_says_what_to_expect()
    {
        var names = CommittedSketches.Names.ToList();
        Assert.Contains("sketches/message-passing.yaml", names);
        foreach (var name in names)
        {
            var scenario = ScenarioReader.Read(CommittedSketches.Text(name), name);
            Assert.Equal(Path.GetFileNameWithoutExtension(name), scenario.Name);
            Assert.True(scenario.Header.IsSketch);
            Assert.NotEmpty(scenario.Header.Title);
            Assert.NotEmpty(scenario.Header.Story);
            Assert.NotEmpty(scenario.Header.Expectations);
            Assert.Matches("^[0-9a-f]{16}$", scenario.Header.Digest);
        }
    }

    [Theory]
    [InlineData("message-passing.yaml", 6)]
    [InlineData("store-buffering.yaml", 6)]
    [InlineData("refmap-fixed.yaml", 6930)]
    [InlineData("refmap.yaml", 6930)]
    public void Small_sketch_comes_out_as_it_says(string name, int schedules)
    {
        var instance = CommittedSketches.Instance(name);
        var search = PlainSearch.Of(instance);
        var expectation = ScenarioReader.Read(CommittedSketches.Text(name), name).Header.Expectations[0];
        Assert.Equal(expectation.Violates, search.Violations);
        Assert.Equal(schedules, search.Schedules);
        Assert.Equal((1UL << instance.Machine.EventNames.Count) - 1, search.Events);
    }

    [Theory]
    [InlineData("midfork.yaml", 12, true)]
    [InlineData("midfork-n1.yaml", 12, false)]
    [InlineData("midfork-n2.yaml", 360, false)]
    [InlineData("midfork-n3.yaml", 20_160, false)]
    public void Midfork_has_one_class_for_each_order_of_lock_requests(string name, int classes, bool violated)
    {
        var (runs, violations) = ByRequests(CommittedSketches.Instance(name).Program);
        Assert.Equal(classes, runs);
        Assert.Equal(violated, violations > 0);
    }

    [Fact]
    public void Window_has_a_hundred_steps_a_thread_and_opens_at_the_fiftieth()
    {
        var program = CommittedSketches.Instance("window.yaml").Program;
        Run(program, 0, 50);
        Run(program, 1, 90);
        Run(program, 0, 50);
        Run(program, 1, 10);
        Assert.Equal(0UL, program.Unfinished);
        Assert.Equal("never", program.Violation?.Invariant);

        program.Reset();
        Run(program, 0, 51);
        Run(program, 1, 100);
        Run(program, 0, 49);
        Assert.Equal(0UL, program.Unfinished);
        Assert.Null(program.Violation);
    }

    [Theory]
    [InlineData("scenario: a\nx: 1", "scenario: a\r\nx: 1  \r\n\r\n", true)]
    [InlineData("scenario: a\nx: 1", "\uFEFFscenario: a\nx: 1\n", true)]
    [InlineData("scenario: a\nx: 1", "scenario: a\n x: 1", false)]
    [InlineData("scenario: a\nx: 1", "scenario: a\nx: 2", false)]
    public void Digest_ignores_line_endings_and_nothing_else(string one, string other, bool same) =>
        Assert.Equal(same, ScenarioDigest.Of(one) == ScenarioDigest.Of(other));

    private static void Run(IProgram program, int actor, int steps)
    {
        for (; steps > 0; steps--)
        {
            program.Step(actor, 0);
        }
    }

    /// <summary>Every order of lock requests; all other steps are taken as soon as they can be. Complete where all shared data is under one lock.</summary>
    private static (int Runs, int Violations) ByRequests(IProgram program)
    {
        var (runs, violations) = (0, 0);
        var path = new List<(ulong Left, int Actor)>();
        do
        {
            program.Reset();
            var depth = 0;
            while (program.Enabled is var enabled && enabled != 0)
            {
                var others = enabled;
                while (others != 0 && program.Next(BitOperations.TrailingZeroCount(others)).Kind == OperationKind.Acquire)
                {
                    others &= others - 1;
                }

                if (others != 0)
                {
                    program.Step(BitOperations.TrailingZeroCount(others), 0);
                    continue;
                }

                if (depth == path.Count)
                {
                    path.Add((enabled & (enabled - 1), BitOperations.TrailingZeroCount(enabled)));
                }

                program.Step(path[depth++].Actor, 0);
            }

            runs++;
            violations += program.Violation is null ? 0 : 1;
            while (path.Count > 0 && path[^1].Left == 0)
            {
                path.RemoveAt(path.Count - 1);
            }

            if (path.Count > 0)
            {
                var left = path[^1].Left;
                path[^1] = (left & (left - 1), BitOperations.TrailingZeroCount(left));
            }
        }
        while (path.Count > 0);
        return (runs, violations);
    }
}
