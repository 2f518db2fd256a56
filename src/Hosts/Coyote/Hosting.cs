using Microsoft.Coyote.Actors;

namespace RaceSim.Hosts.Coyote;

/// <summary>Tells a new Coyote actor whom it belongs to.</summary>
/// <param name="host">The host.</param>
internal sealed class Hosting(CoyoteHost host) : Event
{
    /// <summary>The host.</summary>
    public CoyoteHost Host => host;
}
