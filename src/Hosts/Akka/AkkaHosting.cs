using RaceSim.Actors;
using RaceSim.Steps;

namespace RaceSim.Hosts.Akka;

/// <summary>
/// Brings models to life on Akka.NET, one actor system for each, run by the exploration's own thread: a trace of the built-in engine replays here to the same
/// fingerprints, and the other way round.
/// </summary>
public sealed class AkkaHosting : IHosting, IDisposable
{
    private readonly List<ControlledHost> _hosts = [];

    /// <inheritdoc/>
    public IProgram Host(ActorModel model)
    {
        var host = new ControlledHost(model);
        _hosts.Add(host);
        return host;
    }

    /// <summary>Stops the actor systems of all models.</summary>
    public void Dispose()
    {
        foreach (var host in _hosts)
        {
            host.Dispose();
        }

        _hosts.Clear();
    }
}
