using RaceSim.Exploration;
using RaceSim.Exploration.Dpor;
using RaceSim.Kernel.Cpus;

namespace RaceSim.Scenarios.Measures;

/// <summary>What a build costs on a scenario, found by a search that checks nothing and so has the fewest classes.</summary>
/// <param name="Build">The build.</param>
/// <param name="Executions">The executions run.</param>
/// <param name="IsComplete">Whether they are all classes there are.</param>
/// <param name="Ranges">The extremes; empty if no execution ran to its end.</param>
public sealed record BuildCosts(string Build, long Executions, bool IsComplete, IReadOnlyList<MetricRange> Ranges)
{
    /// <summary>Measures one build.</summary>
    /// <param name="scenario">A scenario over kernel paths.</param>
    /// <param name="build">The build.</param>
    /// <param name="mostExecutions">The executions after which it is given up, at least 1.</param>
    /// <param name="stepBound">The steps after which an execution is cut, at least 1.</param>
    /// <exception cref="InputException">The build is unknown, or the scenario cannot be run on it.</exception>
    public static BuildCosts Measure(Scenario scenario, string build, long mostExecutions, int stepBound) => ModelFault.Explained(scenario.Name, () =>
    {
        var program = scenario.Instantiate(build, new InstanceOptions([])).Measured()
            ?? throw new InputException($"'{scenario.Name}' is a sketch: it has no builds");
        var search = new OptimalDpor(program, stepBound);
        var tally = new MetricTally();
        var executions = 0L;
        var wasCut = false;
        while (executions < mostExecutions)
        {
            if (search.Next(stopAtViolation: false) is not { } end)
            {
                return new BuildCosts(build, executions, !wasCut, tally.Ranges);
            }

            executions += end == ExecutionEnd.SleepSetBlocked ? 0 : 1;
            wasCut |= end == ExecutionEnd.StepBoundHit;
            if (program.Unfinished == 0)
            {
                tally.Add(program);
            }
        }

        return new BuildCosts(build, executions, false, tally.Ranges);
    });

    /// <summary>The range of one metric; null if nothing was measured.</summary>
    public MetricRange? Of(Metric metric) => Ranges.FirstOrDefault(r => r.Metric == metric);
}
