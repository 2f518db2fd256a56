using RaceSim.Scenarios;

namespace RaceSim.Cli.Hosts;

/// <summary>What <c>racesim explore</c> asks of a host.</summary>
/// <param name="Scenario">The scenario.</param>
/// <param name="Build">The build; null for the first one.</param>
/// <param name="Sampling">The strategy and its parameters.</param>
/// <param name="IsStrategyGiven">Whether the user named the strategy.</param>
/// <param name="ProfileFile">The profile's file, as the user named it; null for none.</param>
/// <param name="ProfileText">The text of that file; empty for none.</param>
/// <param name="ReadFile">Reads a file that a profile names.</param>
/// <param name="Options">The limits.</param>
public sealed record HostRequest(
    Scenario Scenario,
    string? Build,
    SamplingOptions Sampling,
    bool IsStrategyGiven,
    string? ProfileFile,
    string ProfileText,
    Func<string, string> ReadFile,
    RunOptions Options);
