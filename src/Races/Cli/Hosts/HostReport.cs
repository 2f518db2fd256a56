using RaceSim.Scenarios;

namespace RaceSim.Cli.Hosts;

/// <summary>What a host found.</summary>
/// <param name="Report">The report; its traces replay in the built-in engine.</param>
/// <param name="Strategy">What the host calls the strategy that it used; null if it is the one asked for.</param>
/// <param name="OwnTrace">The host's own trace of the first violation; null if it writes none.</param>
public sealed record HostReport(RunReport Report, string? Strategy = null, string? OwnTrace = null);
