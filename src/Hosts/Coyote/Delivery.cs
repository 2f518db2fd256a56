using Microsoft.Coyote.Actors;
using RaceSim.Actors;

namespace RaceSim.Hosts.Coyote;

/// <summary>A message between RaceSim actors as Coyote carries it.</summary>
/// <param name="message">The message.</param>
internal sealed class Delivery(Message message) : Event
{
    /// <summary>The message.</summary>
    public Message Message => message;
}
