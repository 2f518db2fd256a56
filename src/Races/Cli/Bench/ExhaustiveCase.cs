using RaceSim.Reports;
using RaceSim.Scenarios;

namespace RaceSim.Cli.Bench;

/// <summary>How long it takes to run every equivalence class, and how many there are.</summary>
internal sealed class ExhaustiveCase(string name) : IBenchCase
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public IEnumerable<BenchRow> Run(BenchClock clock)
    {
        if (BenchScenario.Find(name) is not { } scenario)
        {
            yield break;
        }

        var report = Verifier.Verify(scenario, null, new RunOptions { All = true });
        var seconds = clock.Seconds(() => Verifier.Verify(scenario, null, new RunOptions { All = true }));
        yield return new BenchRow(name, "exhaustive")
        {
            SchedulesPerSecond = report.Executions / seconds,
            StepsPerSecond = report.Steps / seconds,
            Extra = [new("executions", report.Executions), new("blocked", report.Blocked), new("seconds", seconds)],
        };
    }
}
