using System.Diagnostics;
using RaceSim.Cli.Hosts;
using RaceSim.Exploration;
using RaceSim.Hosts.Akka;
using RaceSim.Hosts.Cli;
using RaceSim.Scenarios;

namespace RaceSim.Hosts.Bench;

/// <summary>Runs the same scenarios on the built-in engine and on every host, and prints a table.</summary>
/// <param name="seconds">The length of a measurement, and the longest that one search for a violation may take.</param>
/// <param name="seeds">The searches of which the median counts.</param>
/// <param name="output">Where the table goes.</param>
internal sealed class SideBySide(double seconds, int seeds, TextWriter output)
{
    private const string BuiltIn = "built-in";

    /// <summary>Runs the cases.</summary>
    public void Run(IReadOnlyList<(string Scenario, string? Build)> cases)
    {
        output.WriteLine("| | host | schedules/s | schedules a second of processor time | schedules to the first violation, median (fewest to most) | seconds to it, median |");
        output.WriteLine("|---|---|---|---|---|---|");
        foreach (var (name, build) in cases)
        {
            var scenario = ScenarioCatalogue.Find(name);
            foreach (var host in ExplorationHosts.All.Select(h => h.Name).Prepend(BuiltIn))
            {
                var rate = Rate(limit => Explore(scenario, build, host, 1, limit, all: true).Executions);
                var (schedules, times) = ToViolation(scenario, build, host);
                Print(scenario, build, host, rate, $"{Counts(schedules)} | {(times.Count == 0 ? "" : $"{Median(times):0.0000}")}");
            }

            Print(scenario, build, "akka, a new actor system for each schedule", Rate(limit => OnNewSystems(scenario, build, limit)), " | ");
        }
    }

    private void Print(Scenario scenario, string? build, string host, (double Wall, double Processor) rate, string found) =>
        output.WriteLine($"| `{scenario.Name}`{(build is null ? "" : $" on `{build}`")} | {host} | {rate.Wall:N0} | {rate.Processor:N0} | {found} |");

    private static string Counts(List<double> schedules) =>
        schedules.Count == 0 ? "not found" : $"{Median(schedules):N0} ({schedules.Min():N0} to {schedules.Max():N0}, {schedules.Count} seeds)";

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    // All checks armed; a violation ends its execution, and the run goes on. The processor time is that of all threads.
    private (double Wall, double Processor) Rate(Func<double, long> explore)
    {
        explore(seconds / 5);
        using var process = Process.GetCurrentProcess();
        var clock = Stopwatch.StartNew();
        var before = process.TotalProcessorTime;
        var schedules = explore(seconds);
        var wall = clock.Elapsed.TotalSeconds;
        process.Refresh();
        return (schedules / wall, schedules / (process.TotalProcessorTime - before).TotalSeconds);
    }

    // What the hosts do not do: they reset one system's actors.
    private static long OnNewSystems(Scenario scenario, string? build, double limit)
    {
        var clock = Stopwatch.StartNew();
        var schedules = 0L;
        for (var walk = new RandomWalk(1); clock.Elapsed.TotalSeconds < limit; schedules++)
        {
            using var hosting = new AkkaHosting();
            Executor.TryRun(scenario.Instantiate(build, new InstanceOptions(null, hosting)).Program, walk, 10_000, out _);
        }

        return schedules;
    }

    private (List<double> Schedules, List<double> Times) ToViolation(Scenario scenario, string? build, string host)
    {
        var schedules = new List<double>();
        var times = new List<double>();
        for (var seed = 1; seed <= seeds; seed++)
        {
            var clock = Stopwatch.StartNew();
            var report = Explore(scenario, build, host, (ulong)seed, seconds, all: false);
            if (report.Violations.Count == 0)
            {
                return (schedules, times);
            }

            schedules.Add(report.Executions);
            times.Add(clock.Elapsed.TotalSeconds);
        }

        return (schedules, times);
    }

    private static RunReport Explore(Scenario scenario, string? build, string host, ulong seed, double limit, bool all)
    {
        var clock = Stopwatch.StartNew();
        var options = new RunOptions { All = all, MaxExecutions = uint.MaxValue, KeepGoing = () => clock.Elapsed.TotalSeconds < limit };
        var sampling = new SamplingOptions { Seed = seed };
        return host == BuiltIn
            ? Sampling.Run(scenario, build, sampling, options)
            : ExplorationHosts.All.Single(h => h.Name == host).Explore(new HostRequest(scenario, build, sampling, false, null, "", _ => "", options)).Report;
    }
}
