using RaceSim.Exploration;
using RaceSim.Scenarios;
using RaceSim.Steps;

namespace RaceSim.Bench;

/// <summary>Random walks over one scenario of the catalogue, through the coroutines, actors, host and strategy that every exploration uses.</summary>
internal sealed class Walk
{
    private const ulong Seed = 1;
    private const int StepBound = 10_000;

    private readonly IProgram _program;
    private readonly RandomWalk _strategy = new(Seed);

    /// <summary>Prepares a scenario's first build, or another.</summary>
    public Walk(string scenario, bool armed, string? build = null) =>
        _program = ScenarioCatalogue.Find(scenario).Instantiate(build, armed ? InstanceOptions.Default : new InstanceOptions([])).Program;

    /// <summary>Runs the first schedules of the seed; returns their steps.</summary>
    public long Run(int schedules)
    {
        var steps = 0L;
        _strategy.Seek(0);
        for (var i = 0; i < schedules; i++)
        {
            Executor.TryRun(_program, _strategy, StepBound, out var execution);
            steps += execution.Steps;
        }

        return steps;
    }
}
