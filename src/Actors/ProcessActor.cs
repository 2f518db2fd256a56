namespace RaceSim.Actors;

/// <summary>A process: issues its threads' operations one after the other; a fork that has returned begins the child.</summary>
public sealed class ProcessActor : IActor
{
    private readonly IReadOnlyList<ThreadPlan> _threads;
    private readonly int[] _position;
    private readonly AddressBook _addresses;
    private readonly int _address;

    /// <summary>Creates the actor of one process.</summary>
    public ProcessActor(IReadOnlyList<ThreadPlan> threads, int address, AddressBook addresses)
    {
        _threads = threads;
        _position = new int[threads.Count];
        _address = address;
        _addresses = addresses;
    }

    /// <inheritdoc/>
    public void Receive(in Message message, IActorHost host)
    {
        if (message.Kind == MessageKind.Begin)
        {
            for (var thread = 0; thread < _threads.Count; thread++)
            {
                Issue(thread, host);
            }
        }
        else if (message.Kind == MessageKind.Completed)
        {
            var thread = ThreadOn(message.From);
            var operation = _threads[thread].Operations[_position[thread]++];
            if (operation.Begins >= 0 && (operation.Begun?.Invoke() ?? true))
            {
                host.Send(new Message(MessageKind.Begin, _address, _addresses.OfProcess(operation.Begins)));
            }

            Issue(thread, host);
        }
    }

    /// <inheritdoc/>
    public void Reset() => Array.Clear(_position);

    private void Issue(int thread, IActorHost host)
    {
        var plan = _threads[thread];
        if (_position[thread] < plan.Operations.Count)
        {
            host.Send(new Message(MessageKind.Execute, _address, plan.Cpu, Content: plan.Operations[_position[thread]].Path));
        }
    }

    private int ThreadOn(int cpu)
    {
        for (var thread = 0; thread < _threads.Count; thread++)
        {
            if (_threads[thread].Cpu == cpu)
            {
                return thread;
            }
        }

        throw new InvalidOperationException($"No thread of this process runs on context {cpu}.");
    }
}
