using System.Diagnostics;
using RaceSim.Exploration;
using RaceSim.Reports;
using RaceSim.Scenarios;

namespace RaceSim.Cli.Bench;

/// <summary>How much faster two workers sample than one.</summary>
internal sealed class WorkersCase(string name) : IBenchCase
{
    private const ulong Seed = 1;
    private const int Schedules = 400_000;

    /// <inheritdoc/>
    public string Name => $"{name}-workers";

    /// <inheritdoc/>
    public IEnumerable<BenchRow> Run(BenchClock clock)
    {
        if (BenchScenario.Find(name) is not { } scenario)
        {
            yield break;
        }

        Sample(scenario, 2, Schedules / 4);
        var one = new List<double>();
        var two = new List<double>();
        for (var i = 0; i < BenchClock.Repetitions && (i == 0 || clock.IsLeft); i++)
        {
            one.Add(Sample(scenario, 1, Schedules));
            two.Add(Sample(scenario, 2, Schedules));
        }

        one.Sort();
        two.Sort();
        var ratio = one[one.Count / 2] / two[two.Count / 2];
        yield return new BenchRow(Name, "bare")
        {
            SchedulesPerSecond = Schedules / two[two.Count / 2],
            Extra = [new("oneWorkerSchedulesPerSecond", Schedules / one[one.Count / 2]), new("twoWorkersAgainstOne", ratio)],
        };
    }

    private static double Sample(Scenario scenario, int workers, int schedules)
    {
        var options = new ExplorationOptions { MaxSchedules = schedules, Workers = workers, StopAtFirstViolation = false };
        var clock = Stopwatch.StartNew();
        Explorer.Sample(() => scenario.Instantiate(null, new InstanceOptions([])).Program, () => new RandomWalk(Seed), options);
        return clock.Elapsed.TotalSeconds;
    }
}
