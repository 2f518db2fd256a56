using RaceSim.Actors;
using RaceSim.Exploration;
using RaceSim.Scenarios;

namespace RaceSim.Tests.Races.Scenarios;

/// <summary>A host that decides for itself, on one thread: each actor has a mailbox, and whose next message is handled is drawn. So messages are under way while others step.</summary>
internal sealed class ShuffledMailboxes : IHostedRuns, IActorHost
{
    private readonly Queue<Message>[] _mailboxes;
    private readonly FreeRun _run;
    private long _left;
    private Rng _rng;

    public ShuffledMailboxes(ActorModel model, long executions, ulong seed)
    {
        _mailboxes = [.. model.Actors.Select(_ => new Queue<Message>())];
        _left = executions;
        _rng = new Rng(seed);
        _run = new FreeRun(model, this, 10_000, arity => _rng.Below(arity));
    }

    public HostedRun? Next()
    {
        if (_left-- == 0)
        {
            return null;
        }

        _run.Begin();
        while (_run.UnderWay > 0)
        {
            var mailbox = _mailboxes[_rng.Below(_mailboxes.Length)];
            if (mailbox.TryDequeue(out var message))
            {
                _run.Handle(message);
            }
        }

        return HostedRun.Of(_run);
    }

    public void Send(in Message message) => _mailboxes[message.To].Enqueue(message);

    public void Dispose()
    {
    }
}
