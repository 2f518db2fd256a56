using RaceSim.Exploration;
using RaceSim.Reports;
using RaceSim.Scenarios;
using RaceSim.Steps;

namespace RaceSim.Cli.Bench;

/// <summary>
/// Random walks of one build of a scenario (the first, if none is named), without checks and with all of them, through the coroutines, actors, host and strategy that every
/// exploration uses; on request next to a hand-written switch over the same model and the same schedules.
/// </summary>
internal sealed class ThroughputCase(string name, Func<Scenario?> find, string? build = null, bool compareWithSwitch = false) : IBenchCase
{
    private const ulong Seed = 1;
    private const int StepBound = 10_000;
    private const double NanosecondsPerSecond = 1e9;

    /// <summary>A case over a scenario of the catalogue, by its name or claim.</summary>
    public ThroughputCase(string name, string? build = null, bool compareWithSwitch = false)
        : this(name, () => BenchScenario.Find(name), build, compareWithSwitch)
    {
    }

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public IEnumerable<BenchRow> Run(BenchClock clock)
    {
        if (find() is not { } scenario)
        {
            yield break;
        }

        var bare = Walk(scenario.Instantiate(build, new InstanceOptions([])).Program);
        var armed = Walk(scenario.Instantiate(build, InstanceOptions.Default).Program);
        var rates = compareWithSwitch ? clock.Measure(bare, armed, Switch()) : clock.Measure(bare, armed);
        double? floor = compareWithSwitch ? rates[2].Schedules : null;
        yield return Row("bare", rates[0], floor);
        yield return Row("invariants", rates[1], floor);
    }

    private static Func<long, int, long> Walk(IProgram program)
    {
        var walk = new RandomWalk(Seed);
        return (first, count) =>
        {
            walk.Seek(first);
            var steps = 0L;
            for (var i = 0; i < count; i++)
            {
                Executor.TryRun(program, walk, StepBound, out var execution);
                steps += execution.Steps;
            }

            return steps;
        };
    }

    private static Func<long, int, long> Switch()
    {
        var model = new MidforkSwitch(Seed);
        return model.Run;
    }

    private BenchRow Row(string mode, BenchClock.Rate rate, double? floor) => new(name, mode)
    {
        SchedulesPerSecond = rate.Schedules,
        StepsPerSecond = rate.Steps,
        BytesPerSchedule = rate.Bytes,
        SwitchSchedulesPerSecond = floor,
        Extra = [KeyValuePair.Create("nanosecondsPerStep", NanosecondsPerSecond / rate.Steps)],
    };
}
