using RaceSim.Cli.Hosts;
using RaceSim.Hosts.Akka;
using RaceSim.Scenarios;

namespace RaceSim.Hosts.Cli;

/// <summary><c>--host akka</c>: any strategy of the built-in engine, over actors on Akka.NET.</summary>
public sealed class AkkaExploration : IExplorationHost
{
    /// <inheritdoc/>
    public string Name => "akka";

    /// <inheritdoc/>
    public bool TakesProfile => false;

    /// <inheritdoc/>
    public HostReport Explore(HostRequest request)
    {
        using var hosting = new AkkaHosting();
        return new HostReport(Sampling.Run(request.Scenario, request.Build, request.Sampling, request.Options with { Hosting = hosting }));
    }
}
