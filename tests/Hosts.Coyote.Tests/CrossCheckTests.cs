using RaceSim.Exploration;
using RaceSim.Hosts.Cli;
using RaceSim.Scenarios;
using Xunit;

namespace RaceSim.Hosts.Coyote.Tests;

/// <summary>
/// The quick part of the cross-check: the whole catalogue, with fewer executions each and without the rarest races. The complete one looks for every race until it is found
/// (<c>dotnet run --project bench/Hosts -c Release -- --cross-check</c>).
/// </summary>
public sealed class CrossCheckTests
{
    private const long CleanExecutions = 40;

    public static TheoryData<string, string?, string> Violated
    {
        get
        {
            var rows = new TheoryData<string, string?, string>();
            foreach (var (scenario, build, invariant) in CoyoteCrossCheck.Claims.Where(c => !CoyoteCrossCheck.Rare.Contains(CoyoteCrossCheck.NameOf(c.Scenario, c.Build, c.Invariant))))
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

    [Fact]
    public void What_is_left_to_the_complete_check_is_claimed() =>
        Assert.Subset(CoyoteCrossCheck.Claims.Select(c => CoyoteCrossCheck.NameOf(c.Scenario, c.Build, c.Invariant)).ToHashSet(), CoyoteCrossCheck.Rare.ToHashSet());

    [Theory]
    [MemberData(nameof(Violated))]
    public void Coyote_finds_what_the_built_in_engine_calls_violated(string name, string? build, string invariant)
    {
        var scenario = ScenarioCatalogue.Find(name);
        var finding = CoyoteCrossCheck.Find(scenario, build, invariant, CoyoteCrossCheck.Quick);
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
