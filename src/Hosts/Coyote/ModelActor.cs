using Microsoft.Coyote.Actors;
using Microsoft.Coyote.Runtime;

namespace RaceSim.Hosts.Coyote;

/// <summary>
/// A Coyote actor that has one RaceSim actor in it: a CPU, a lock or a process. Coyote decides whose mailbox is next; handling one message is
/// atomic, with what it puts into other mailboxes.
/// </summary>
/// <remarks>
/// It waits for messages from its creation to the end of the execution, as one operation of Coyote's. An actor whose handler returns is a new operation at its next message, on a new thread
/// and with a priority drawn anew: Coyote's priority-based strategies would forget whom they have held back.
/// </remarks>
internal sealed class ModelActor : Actor
{
    /// <inheritdoc/>
    protected override async Task OnInitializeAsync(Event initialEvent)
    {
        var host = ((Hosting)initialEvent).Host;
        while (await ReceiveEventAsync(typeof(Delivery), typeof(Ended)) is Delivery delivery)
        {
            SchedulingPoint.Suppress();
            host.Handle(delivery.Message);
            SchedulingPoint.Resume();
        }
    }
}
