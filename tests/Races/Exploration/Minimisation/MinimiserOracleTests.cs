using RaceSim.Exploration;
using RaceSim.Exploration.Minimisation;
using RaceSim.Scenarios;
using RaceSim.Tests.Sketches;
using Xunit;

namespace RaceSim.Tests.Minimisation;

/// <summary>
/// What the minimiser proves is so: on random sketches, the fewest preemptions and the fewest steps with so many are those that a plain search of all schedules finds,
/// which leaves out nothing.
/// </summary>
public sealed class MinimiserOracleTests
{
    private const int StepBound = 200;
    private const int Sketches = 100;

    private static readonly SketchSize[] _sizes = [new(2, 2, 2, 3, 4_000), new(3, 3, 2, 2, 4_000), new(4, 3, 3, 1, 6_000)];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Minimal_is_minimal(int size)
    {
        var checks = 0;
        for (var seed = 0; seed < Sketches; seed++)
        {
            var text = SketchGenerator.Generate(seed, _sizes[size]);
            var scenario = ScenarioReader.Read(text, "random.yaml");
            foreach (var found in Verifier.Verify(scenario, null, new RunOptions { All = true }).Violations)
            {
                checks++;
                var id = found.Violation.Invariant;
                var program = scenario.Instantiate(null, new InstanceOptions(id == Deadlock.Id ? null : [id])).Program;
                var goal = Goal.Breaks(id);
                var minimal = Minimiser.Run(program, found.Trace.Schedule, goal, long.MaxValue, StepBound);
                Assert.NotNull(minimal);
                Assert.True(minimal.ArePreemptionsProved && minimal.AreStepsProved);
                Assert.Equal((Plain(program, goal), $"size {size} seed {seed} {id}\n{text}"), ((minimal.Cost.Preemptions, minimal.Cost.Steps), $"size {size} seed {seed} {id}\n{text}"));
                Assert.True(minimal.Cost <= minimal.Original);
            }
        }

        Assert.True(checks >= 20, $"only {checks} violations");
    }

    private static (int Preemptions, int Steps) Plain(RaceSim.Steps.IProgram program, Goal goal)
    {
        for (var preemptions = 0; ; preemptions++)
        {
            var search = new BoundedSearch(preemptions);
            var fewest = int.MaxValue;
            while (GoalRun.TryRun(program, search, goal, StepBound, out var run))
            {
                fewest = run.IsMet ? Math.Min(fewest, run.Steps) : fewest;
            }

            if (fewest < int.MaxValue)
            {
                return (preemptions, fewest);
            }
        }
    }
}
