using Microsoft.Coyote.Actors;
using Microsoft.Coyote.Runtime;

namespace RaceSim.Hosts.Coyote;

/// <summary>
/// A Coyote actor that has one RaceSim actor in it: a CPU, a lock or a process. Coyote decides whose mailbox is next; handling one message is
/// atomic, with what it puts into other mailboxes.
/// </summary>
[OnEventDoAction(typeof(Delivery), nameof(Handle))]
internal sealed class ModelActor : Actor
{
    private CoyoteHost _host = null!;

    /// <inheritdoc/>
    protected override Task OnInitializeAsync(Event initialEvent)
    {
        _host = ((Hosting)initialEvent).Host;
        return Task.CompletedTask;
    }

    private void Handle(Event delivery)
    {
        SchedulingPoint.Suppress();
        _host.Handle(((Delivery)delivery).Message);
        SchedulingPoint.Resume();
    }
}
