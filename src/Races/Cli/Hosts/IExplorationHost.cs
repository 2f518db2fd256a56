using RaceSim.Scenarios;

namespace RaceSim.Cli.Hosts;

/// <summary>Another way than the built-in engine to run the schedules of <c>racesim explore</c>.</summary>
public interface IExplorationHost
{
    /// <summary>The word after <c>--host</c>.</summary>
    string Name { get; }

    /// <summary>Whether it reads exploration profiles.</summary>
    bool TakesProfile { get; }

    /// <summary>Explores as it was asked to.</summary>
    /// <exception cref="InputException">It was asked for what it cannot do.</exception>
    HostReport Explore(HostRequest request);
}
