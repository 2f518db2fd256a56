using RaceSim.Scenarios;

namespace RaceSim.Cli.Hosts;

/// <summary>Finds the host that the user named.</summary>
internal static class HostChoice
{
    /// <summary>The names, whether the hosts are part of this build or not.</summary>
    public static IReadOnlyList<string> Names { get; } = ["akka", "akka-live", "coyote"];

    /// <summary>The host; null for the built-in engine.</summary>
    /// <exception cref="InputException">There is no such host, or it is not part of this build.</exception>
    public static IExplorationHost? Find(string? name, IReadOnlyList<IExplorationHost> hosts)
    {
        if (name is null)
        {
            return null;
        }

        if (!Names.Contains(name))
        {
            throw new InputException($"there is no host '{name}'{NearestName.Hint(name, Names)}");
        }

        return hosts.FirstOrDefault(h => h.Name == name)
            ?? throw new InputException(
                $"this build of racesim has no host '{name}': 'dotnet run --project src/Hosts/Cli -c Release -- explore ...' has the hosts (docs/hosts.md)");
    }
}
