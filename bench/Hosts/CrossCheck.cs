using System.Diagnostics;
using System.Globalization;
using RaceSim.Exploration;
using RaceSim.Hosts.Cli;
using RaceSim.Hosts.Coyote;
using RaceSim.Scenarios;

namespace RaceSim.Hosts.Bench;

/// <summary>The complete cross-check of the built-in engine's verdicts against Coyote's executions, a line for each claim.</summary>
/// <param name="scenarios">The scenarios; all if none is named.</param>
/// <param name="output">Where the lines go.</param>
internal sealed class CrossCheck(IReadOnlyList<string> scenarios, TextWriter output)
{
    private const long CleanExecutions = 200; // With each of two strategies.
    private const int Hardest = 10;

    private int _faults;

    /// <summary>Runs it.</summary>
    /// <returns>Whether both agree.</returns>
    public bool Run()
    {
        var clock = Stopwatch.StartNew();
        var needed = Claims();
        var clean = Clean();
        var executions = needed.Select(n => n.Executions).Order().ToList();
        output.WriteLine($"{needed.Count} claims found; executions needed: median {At(executions, 0.5)}, nine in ten at most {At(executions, 0.9)}, sum {executions.Sum():N0}");
        foreach (var (claim, count, _) in needed.OrderByDescending(n => n.Executions).Take(Hardest))
        {
            output.WriteLine($"  {count,8:N0}  {claim}");
        }

        foreach (var strategy in needed.GroupBy(n => n.Strategy).OrderByDescending(g => g.Count()))
        {
            output.WriteLine($"  {strategy.Count(),8:N0}  found by {strategy.Key}");
        }

        output.WriteLine($"{clean} clean builds, {2 * CleanExecutions} executions each; {_faults} faults; {clock.Elapsed.TotalSeconds:N0} s");
        return _faults == 0;
    }

    private List<(string Claim, long Executions, string Strategy)> Claims()
    {
        var needed = new List<(string, long, string)>();
        foreach (var (scenario, build, invariant) in CoyoteCrossCheck.Claims.Where(c => IsAsked(c.Scenario)))
        {
            var claim = CoyoteCrossCheck.NameOf(scenario, build, invariant);
            var clock = Stopwatch.StartNew();
            var finding = Checked(claim, () => CoyoteCrossCheck.Find(scenario, build, invariant, CoyoteCrossCheck.Complete));
            if (finding is { Found: { } found, Profile: { } profile })
            {
                var strategy = $"{ProfileReader.NameOf(profile.Strategy)} {profile.StrategyBound}";
                needed.Add((claim, finding.Executions, strategy));
                Line($"{(Replays(scenario, found.Report) ? "found" : Fault("REPLAYS DIFFERENTLY"))} in {finding.Executions}, by {strategy}", claim, clock);
            }
            else if (finding is not null)
            {
                Line(Fault($"NOT FOUND in {finding.Executions}"), claim, clock);
            }
        }

        return needed;
    }

    private int Clean()
    {
        var builds = 0;
        foreach (var (scenario, build, holds) in CoyoteCrossCheck.Clean.Where(c => IsAsked(c.Scenario)))
        {
            var name = build is null ? scenario.Name : $"{scenario.Name}@{build}";
            var clock = Stopwatch.StartNew();
            builds++;
            if (Checked(name, () => CoyoteCrossCheck.OnClean(scenario, build, holds, CleanExecutions)) is { } reports)
            {
                var broken = reports.SelectMany(r => r.Report.Violations).Select(v => v.Violation.Invariant).Distinct().ToList();
                Line(broken.Count == 0 ? "nothing broke" : Fault($"BROKE {string.Join(", ", broken)}"), name, clock);
            }
        }

        return builds;
    }

    // A disagreement of host and engine, which the engine throws, is a fault like any other.
    private T? Checked<T>(string subject, Func<T> run)
        where T : class
    {
        try
        {
            return run();
        }
        catch (EngineException fault)
        {
            Line(Fault($"DISAGREES: {fault.Message}"), subject, Stopwatch.StartNew());
            return null;
        }
    }

    private string Fault(string words)
    {
        _faults++;
        return words;
    }

    private void Line(string words, string subject, Stopwatch clock)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{clock.Elapsed.TotalSeconds,8:0.00} s  {subject}: {words}"));
        output.Flush();
    }

    private bool IsAsked(Scenario scenario) => scenarios.Count == 0 || scenarios.Contains(scenario.Name);

    private static bool Replays(Scenario scenario, RunReport report) =>
        Replayer.Run(scenario, TraceLine.Parse(TraceLine.Format(report.Violations[0].Trace))).IsAsRecorded;

    private static long At(List<long> sorted, double share) => sorted.Count == 0 ? 0 : sorted[(int)((sorted.Count - 1) * share)];
}
