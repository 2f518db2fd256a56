using RaceSim.Exploration;
using RaceSim.Hosts.Cli;
using RaceSim.Scenarios;
using Xunit;

namespace RaceSim.Hosts.Coyote.Tests;

/// <summary>
/// The part of the cross-check that takes minutes: the whole catalogue, with few executions each. The complete one looks for every race until it is found
/// (<c>dotnet run --project bench/Hosts -c Release -- --cross-check</c>).
/// </summary>
public sealed class CrossCheckTests
{
    private const long CleanExecutions = 40;
    private const long Longest = 60; // Three rounds.

    public static TheoryData<string, string?, string> Violated
    {
        get
        {
            var rows = new TheoryData<string, string?, string>();
            foreach (var (scenario, build, invariant) in CoyoteCrossCheck.Claims)
            {
                rows.Add(scenario.Name, build, invariant);
            }

            return rows;
        }
    }

    public static TheoryData<string, string?> Clean
    {
        get
        {
            var rows = new TheoryData<string, string?>();
            foreach (var (scenario, build, _) in CoyoteCrossCheck.Clean)
            {
                rows.Add(scenario.Name, build);
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Violated))]
    public void Coyote_finds_what_the_built_in_engine_calls_violated(string name, string? build, string invariant)
    {
        var scenario = ScenarioCatalogue.Find(name);
        var finding = CoyoteCrossCheck.Find(scenario, build, invariant, Longest);
        var found = Assert.Single(finding.Found!.Report.Violations);
        Assert.Equal(invariant, found.Violation.Invariant);
        Assert.True(Replayer.Run(scenario, TraceLine.Parse(TraceLine.Format(found.Trace))).IsAsRecorded);
        Assert.NotNull(finding.Found.OwnTrace); // The specification has seen it too.
    }

    [Theory]
    [MemberData(nameof(Clean))]
    public void Coyote_reports_nothing_on_what_the_built_in_engine_proved_clean(string name, string? build)
    {
        var (scenario, _, holds) = CoyoteCrossCheck.Clean.First(row => row.Scenario.Name == name && row.Build == build);
        foreach (var hosted in CoyoteCrossCheck.OnClean(scenario, build, holds, CleanExecutions))
        {
            Assert.Empty(hosted.Report.Violations);
            Assert.Equal(CleanExecutions, hosted.Report.Executions);
            Assert.Null(hosted.OwnTrace);
        }
    }
}
