using RaceSim.Cli.Hosts;
using RaceSim.Hosts.Coyote;

namespace RaceSim.Hosts.Cli;

/// <summary>What Coyote found of one claim.</summary>
/// <param name="Found">The report with the violation; null if it was not found.</param>
/// <param name="Profile">How it was found; null if it was not.</param>
/// <param name="Executions">The executions that it took, of all strategies together.</param>
public sealed record CoyoteFinding(HostReport? Found, CoyoteProfile? Profile, long Executions);
