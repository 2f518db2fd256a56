using System.Diagnostics;
using RaceSim.Cli.Hosts;
using RaceSim.Exploration;
using RaceSim.Hosts.Akka;
using RaceSim.Hosts.Cli;
using RaceSim.Scenarios;

namespace RaceSim.Hosts.Bench;

/// <summary>Runs the same scenarios on the built-in engine and on every host, and prints a table.</summary>
/// <param name="seconds">The processor time of a measurement, and the longest that one search for a violation may take.</param>
/// <param name="seeds">The searches of which the median counts.</param>
/// <param name="output">Where the table goes.</param>
internal sealed class SideBySide(double seconds, int seeds, TextWriter output)
{
    private const string BuiltIn = "built-in";
    private const int Patience = 8; // To ask for the processor time takes as long as a schedule of the engine.

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
                var rate = Rate(goesOn => Explore(scenario, build, host, 1, goesOn, all: true).Executions);
                var (schedules, times) = ToViolation(scenario, build, host);
                Print(scenario, build, host, rate, $"{Counts(schedules)} | {(times.Count == 0 ? "" : $"{Median(times):0.0000}")}");
            }

            Print(scenario, build, "akka, a new actor system for each schedule", Rate(goesOn => OnNewSystems(scenario, build, goesOn)), " | ");
        }
    }

    private void Print(Scenario scenario, string? build, string host, (double Wall, double Processor) rate, string found) =>
        output.WriteLine($"| `{scenario.Name}`{(build is null ? "" : $" on `{build}`")} | {host} | {rate.Wall:N0} | {rate.Processor:N0} | {found} |");

    private static string Counts(List<double> schedules) =>
        schedules.Count == 0 ? "not found" : $"{Median(schedules):N0} ({schedules.Min():N0} to {schedules.Max():N0}, {schedules.Count} seeds)";

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    // All checks armed; a violation ends its execution, and the run goes on. The processor time is that of all threads, so a busy machine gives the same figure as an idle one.
    private (double Wall, double Processor) Rate(Func<Func<bool>, long> explore)
    {
        using var process = Process.GetCurrentProcess();
        explore(Within(process, seconds / 5));
        var clock = Stopwatch.StartNew();
        var before = Used(process);
        var schedules = explore(Within(process, seconds));
        return (schedules / clock.Elapsed.TotalSeconds, schedules / (Used(process) - before));
    }

    private static Func<bool> Within(Process process, double limit)
    {
        var end = Used(process) + limit;
        var asked = 0L;
        return () => asked++ % Patience != 0 || Used(process) < end;
    }

    private static double Used(Process process)
    {
        process.Refresh();
        return process.TotalProcessorTime.TotalSeconds;
    }

    // What the hosts do not do: they reset one system's actors.
    private static long OnNewSystems(Scenario scenario, string? build, Func<bool> goesOn)
    {
        var schedules = 0L;
        for (var walk = new RandomWalk(1); goesOn(); schedules++)
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
            var report = Explore(scenario, build, host, (ulong)seed, () => clock.Elapsed.TotalSeconds < seconds, all: false);
            if (report.Violations.Count == 0)
            {
                return (schedules, times);
            }

            schedules.Add(report.Executions);
            times.Add(clock.Elapsed.TotalSeconds);
        }

        return (schedules, times);
    }

    private static RunReport Explore(Scenario scenario, string? build, string host, ulong seed, Func<bool> goesOn, bool all)
    {
        var options = new RunOptions { All = all, MaxExecutions = uint.MaxValue, KeepGoing = goesOn };
        var sampling = new SamplingOptions { Seed = seed };
        return host == BuiltIn
            ? Sampling.Run(scenario, build, sampling, options)
            : ExplorationHosts.All.Single(h => h.Name == host).Explore(new HostRequest(scenario, build, sampling, false, null, "", _ => "", options)).Report;
    }
}
