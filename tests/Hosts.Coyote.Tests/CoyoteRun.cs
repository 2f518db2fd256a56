using RaceSim.Cli.Hosts;
using RaceSim.Hosts.Cli;
using RaceSim.Hosts.Coyote;
using RaceSim.Scenarios;

namespace RaceSim.Hosts.Coyote.Tests;

/// <summary>Explores with a profile, as <c>racesim explore --host coyote</c> does.</summary>
internal static class CoyoteRun
{
    public static HostReport Of(
        Scenario scenario, string? build, CoyoteProfile profile, IReadOnlyList<string>? invariants, long iterations, string ownTrace = "", int stepBound = 10_000)
    {
        var options = new RunOptions { Invariants = invariants, MaxExecutions = iterations, StepBound = stepBound };
        return CoyoteExploration.Explore(new HostRequest(scenario, build, new SamplingOptions(), false, null, "", _ => ownTrace, options), profile);
    }
}
