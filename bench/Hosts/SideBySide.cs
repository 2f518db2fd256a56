using System.Diagnostics;
using RaceSim.Cli.Hosts;
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
        output.WriteLine("| | host | schedules/s | schedules to the first violation, median (fewest to most) | seconds to it, median |");
        output.WriteLine("|---|---|---|---|---|");
        foreach (var (name, build) in cases)
        {
            var scenario = ScenarioCatalogue.Find(name);
            foreach (var host in ExplorationHosts.All.Select(h => h.Name).Prepend(BuiltIn))
            {
                var rate = Rate(scenario, build, host);
                var (schedules, times) = ToViolation(scenario, build, host);
                output.WriteLine($"| `{name}`{(build is null ? "" : $" on `{build}`")} | {host} | {rate:N0} | {Counts(schedules)} | {(times.Count == 0 ? "" : $"{Median(times):0.0000}")} |");
            }
        }
    }

    private static string Counts(List<double> schedules) =>
        schedules.Count == 0 ? "not found" : $"{Median(schedules):N0} ({schedules.Min():N0} to {schedules.Max():N0}, {schedules.Count} seeds)";

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    // All checks armed; a violation ends its execution, and the run goes on.
    private double Rate(Scenario scenario, string? build, string host)
    {
        Explore(scenario, build, host, 0, seconds / 5, all: true);
        var clock = Stopwatch.StartNew();
        var report = Explore(scenario, build, host, 1, seconds, all: true);
        return report.Executions / clock.Elapsed.TotalSeconds;
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
