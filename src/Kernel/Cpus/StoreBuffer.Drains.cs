using RaceSim.Kernel.Locks;
using RaceSim.Kernel.Memory;
using RaceSim.Steps;

namespace RaceSim.Kernel.Cpus;

/// <summary>What leaves the buffer: drains, and the order in which they come.</summary>
public sealed partial class StoreBuffer
{
    /// <summary>Performs a drain.</summary>
    /// <param name="drain">The number of the actor among the buffer's.</param>
    /// <returns>The lock that is given up by it; null if it stored to a cell.</returns>
    internal LockState? Drain(int drain)
    {
        var index = Head(drain);
        var entry = _pending[index];
        Array.Copy(_pending, index + 1, _pending, index, --_count - index);
        _machine.IsExempt = entry.IsExempt;
        _drained.Add((_drains[drain].Id, ++_drainSteps[drain], entry.Epoch, entry.Subject));
        if (entry.Subject >= 0)
        {
            _machine.Cells.Write(entry.Subject, entry.Value);
            ref var next = ref _owner.Next;
            if (next.Kind == OperationKind.Forward && next.Subject == entry.Subject && Newest(entry.Subject) < 0)
            {
                next.Kind = OperationKind.Load; // What it would have found here is in memory now.
            }
        }

        Refresh();
        return entry.Subject < 0 ? _machine.Lock(~entry.Subject) : null;
    }

    /// <summary>The steps that must come before the one that an actor of this buffer, or its CPU, has announced.</summary>
    internal ReadOnlySpan<(int Actor, int Local)> EnabledBy(Cpu actor)
    {
        var count = 0;
        var isOwner = ReferenceEquals(actor, _owner);
        if (isOwner && _need == None)
        {
            return [];
        }

        if (_drained.Count >= _enablers.Length)
        {
            Array.Resize(ref _enablers, _drained.Count * 2);
        }

        var epoch = _epoch;
        if (!isOwner)
        {
            ref readonly var entry = ref _pending[Head(actor.Drain)];
            _enablers[count++] = (_owner.Id, entry.Local);
            epoch = entry.Epoch;
        }

        foreach (var drained in _drained)
        {
            if (drained.Epoch == epoch - 1 || (isOwner && (_need == All || drained.Subject == _needed)))
            {
                _enablers[count++] = (drained.Actor, drained.Local);
            }
        }

        return _enablers.AsSpan(0, count);
    }

    /// <summary>A hash of what waits, in its order.</summary>
    internal ulong Fingerprint()
    {
        var hash = 0UL;
        for (var i = 0; i < _count; i++)
        {
            ref readonly var entry = ref _pending[i];
            hash = CellStore.Mix(hash ^ ((ulong)(uint)entry.Subject << 32) ^ ((ulong)entry.Epoch << 8) ^ (ulong)entry.Drain) ^ CellStore.Mix((ulong)entry.Value + (ulong)_owner.Id);
        }

        return hash;
    }

    private int Head(int drain)
    {
        for (var i = 0; i < _count; i++)
        {
            if (_isFifo || _pending[i].Drain == drain)
            {
                return i;
            }
        }

        return -1;
    }

    // Says of each drain what it would do next and whether it may, and of the CPU whether it still waits.
    private void Refresh()
    {
        var oldest = _count > 0 ? _pending[0].Epoch : 0;
        for (var drain = 0; drain < _drains.Length; drain++)
        {
            var actor = _drains[drain];
            var bit = 1UL << actor.Id;
            var head = Head(drain);
            if (head < 0)
            {
                _machine.Busy &= ~bit;
                _machine.Runnable &= ~bit;
                actor.Next.Kind = OperationKind.None;
                continue;
            }

            Announce(ref actor.Next, _pending[head]);
            _machine.Busy |= bit;
            _machine.Runnable = _pending[head].Epoch == oldest ? _machine.Runnable | bit : _machine.Runnable & ~bit;
        }

        Wake();
    }

    private void Wake()
    {
        if (_waits && IsReady)
        {
            _waits = false;
            _machine.Runnable |= 1UL << _owner.Id;
        }
    }

    private void Announce(ref Operation next, in Pending entry)
    {
        next.Announce(OperationKind.Drain, MemoryOrder.Plain);
        next.Member = entry.Member;
        next.Line = entry.Line;
        next.Operand = entry.Value;
        next.Subject = entry.Subject;
        if (entry.Subject < 0)
        {
            next.Lock = ~entry.Subject;
            next.LockAction = LockAction.Release;
            next.Observers = _machine.LockObservers(next.Lock);
        }
        else
        {
            next.Cell = entry.Subject;
            next.Mode = AccessMode.Write;
            next.Observers = _machine.Cells.Observers(entry.Subject);
        }
    }
}
