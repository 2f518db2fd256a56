using RaceSim.Cli.Hosts;

namespace RaceSim.Hosts.Cli;

/// <summary>The hosts of this build.</summary>
public static class ExplorationHosts
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<IExplorationHost> All { get; } = [new AkkaExploration(), new LiveExploration(), new CoyoteExploration()];
}
