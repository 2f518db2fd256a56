using System.Runtime.CompilerServices;
using RaceSim.Kernel.Cpus;
using RaceSim.Steps;

namespace RaceSim.Actors;

/// <summary>
/// A CPU: runs one thread's kernel path, one step for each <see cref="MessageKind.Step"/>. It is runnable while its path has announced a step;
/// a lock request or a TLB shootdown makes it wait for an answer.
/// </summary>
public sealed class CpuActor : IActor
{
    private readonly Cpu _cpu;
    private readonly Machine _machine;
    private readonly AddressBook _addresses;
    private int _process = -1;
    private int _pendingAcknowledgements;

    /// <summary>Creates the actor of one execution context.</summary>
    public CpuActor(Cpu cpu, AddressBook addresses)
    {
        _cpu = cpu;
        _machine = cpu.Machine;
        _addresses = addresses;
    }

    /// <inheritdoc/>
    public void Receive(in Message message, IActorHost host)
    {
        switch (message.Kind)
        {
            case MessageKind.Step:
                Step((int)message.Value, host);
                break;
            case MessageKind.Granted:
                _cpu.Granted(_machine.Lock(_addresses.LockAt(message.From)));
                _machine.Runnable |= 1UL << _cpu.Id;
                Resume(host);
                break;
            case MessageKind.Answered:
                _cpu.Result = message.Value;
                if (_cpu.Next.Kind == OperationKind.TryAcquire && message.Value != 0)
                {
                    _cpu.Granted(_machine.Lock(_addresses.LockAt(message.From)));
                }

                Resume(host);
                break;
            case MessageKind.Execute:
                _process = message.From;
                Execute((Func<Cpu, KernelPath>)message.Content!, host);
                break;
            case MessageKind.FlushTlb:
                _process = message.From;
                _cpu.Argument2 = message.Value;
                Execute((Func<Cpu, KernelPath>)message.Content!, host);
                break;
            case MessageKind.FlushAcknowledged:
                if (--_pendingAcknowledgements == 0)
                {
                    _machine.Runnable |= 1UL << _cpu.Id;
                    Resume(host);
                }

                break;
        }
    }

    /// <inheritdoc/>
    public void Reset()
    {
        _process = -1;
        _pendingAcknowledgements = 0;
    }

    /// <summary>Handles <see cref="MessageKind.Step"/>; a host that delivers it at once may call this directly.</summary>
    public void Step(int value, IActorHost host)
    {
        if (_cpu.Next.Kind <= OperationKind.Fence)
        {
            // Most steps: an access of a cell needs no other actor.
            _cpu.PerformAccess();
            Resume(host);
        }
        else
        {
            StepWithOthers(value, host);
        }
    }

    // Apart, so that the common step pays for no register and no stack slot of the rare ones.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void StepWithOthers(int value, IActorHost host)
    {
        switch (_cpu.Next.Kind)
        {
            case OperationKind.Acquire:
                _cpu.Acquiring(_machine.Lock(_cpu.Next.Lock));
                _machine.Lock(_cpu.Next.Lock).UnderWay++;
                _machine.Runnable &= ~(1UL << _cpu.Id);
                Ask(_cpu.Next.LockAction == LockAction.RequestShared ? MessageKind.AcquireShared : MessageKind.Acquire, host);
                break;
            case OperationKind.TryAcquire:
                _machine.Lock(_cpu.Next.Lock).UnderWay++;
                Ask(MessageKind.TryAcquire, host);
                break;
            case OperationKind.Peek:
                Ask(MessageKind.Peek, host);
                break;
            case OperationKind.Release when _cpu.Next.Lock < 0:
            case OperationKind.BufferedStore or OperationKind.Forward or OperationKind.Drain:
                StepInBuffer(host);
                break;
            case OperationKind.Release:
                _machine.Lock(_cpu.Next.Lock).IsGivenUp = true;
                Ask(MessageKind.Release, host);
                _machine.Release(_cpu, _machine.Lock(_cpu.Next.Lock));
                _cpu.Released(_machine.Lock(_cpu.Next.Lock));
                Resume(host);
                break;
            case OperationKind.Flush:
                Flush(host);
                break;
            case OperationKind.FlushInterrupt:
                _cpu.Perform(value);
                host.Send(new Message(MessageKind.FlushAcknowledged, _cpu.Id, _process));
                Resume(host);
                break;
            default:
                _cpu.Perform(value);
                Resume(host);
                break;
        }
    }

    private void StepInBuffer(IActorHost host)
    {
        switch (_cpu.Next.Kind)
        {
            case OperationKind.Drain:
                if (_cpu.PerformDrain() is { } released)
                {
                    released.IsGivenUp = true;
                    _machine.Release(_cpu, released);
                    host.Send(new Message(MessageKind.Release, _cpu.Drained!.Owner.Id, _addresses.OfLock(released.Id)));
                }

                return;
            case OperationKind.Forward:
                _cpu.Result = _cpu.Buffer!.Forwarded();
                break;
            case OperationKind.Release:
                _cpu.Buffer!.Put();
                _cpu.Released(_machine.Lock(~_cpu.Next.Subject));
                break;
            default:
                _cpu.Buffer!.Put();
                break;
        }

        Resume(host);
    }

    private void Ask(MessageKind kind, IActorHost host) => host.Send(new Message(kind, _cpu.Id, _addresses.OfLock(_cpu.Next.Lock)));

    private void Flush(IActorHost host)
    {
        _cpu.Perform(0);
        var targets = _machine.FlushTargets(_cpu, out var handler);
        if (targets.IsEmpty)
        {
            Resume(host);
            return;
        }

        _machine.Runnable &= ~(1UL << _cpu.Id);
        _pendingAcknowledgements = targets.Length;
        foreach (var target in targets)
        {
            host.Send(new Message(MessageKind.FlushTlb, _cpu.Id, target, _cpu.Next.Operand, handler));
        }
    }

    private void Execute(Func<Cpu, KernelPath> path, IActorHost host)
    {
        var bit = 1UL << _cpu.Id;
        if (_cpu.Start(path))
        {
            _machine.Runnable |= bit;
            _machine.Busy |= bit;
            if (_cpu.Buffer is not null)
            {
                Buffered();
            }
        }
        else
        {
            End(host);
        }
    }

    private void Resume(IActorHost host)
    {
        if (!_cpu.Resume())
        {
            End(host);
        }
        else if (_cpu.Buffer is not null)
        {
            Buffered();
        }
    }

    // A store buffer looks at each announcement; what is ordered after earlier stores waits until they have drained.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Buffered()
    {
        if (!_cpu.Buffer!.Admit(ref _cpu.Next))
        {
            _machine.Runnable &= ~(1UL << _cpu.Id);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void End(IActorHost host)
    {
        var bit = 1UL << _cpu.Id;
        _machine.Runnable &= ~bit;
        _machine.Busy &= ~bit;
        if (_addresses.IsProcess(_process))
        {
            host.Send(new Message(MessageKind.Completed, _cpu.Id, _process));
        }
    }
}
