using Microsoft.Coyote.Actors;

namespace RaceSim.Hosts.Coyote;

/// <summary>Tells a Coyote actor that the execution is over.</summary>
internal sealed class Ended : Event
{
    /// <summary>The only one.</summary>
    public static Ended Instance { get; } = new();
}
