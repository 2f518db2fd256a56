using RaceSim.Steps;

namespace RaceSim.Tests.Dpor;

/// <summary>
/// Threads of fixed steps over cells, locks and completions, as the kernel model uses them: up to three cells a step, first come first served locks
/// with shared and exclusive holders, steps that start other threads. The state is a hash of everything each step has seen.
/// </summary>
internal sealed class ConflictToy : IProgram
{
    private readonly Step[][] _threads;
    private readonly ulong _started;
    private readonly int[] _position;
    private readonly ulong[] _seen;
    private readonly ulong[] _cells = new ulong[16];
    private readonly Lock[] _locks;
    private readonly bool[] _waits;
    private ulong _running;

    public ConflictToy(params Step[][] threads)
    {
        _threads = threads;
        _position = new int[threads.Length];
        _seen = new ulong[threads.Length];
        _waits = new bool[threads.Length];
        _locks = [.. Enumerable.Range(0, 4).Select(_ => new Lock())];
        _started = (1UL << threads.Length) - 1;
        foreach (var step in threads.SelectMany(t => t))
        {
            _started &= ~(step.Starts >= 0 ? 1UL << step.Starts : 0);
        }

        Reset();
    }

    /// <summary>One step: what it announces, the thread it starts, whether it only waits for a number of completions.</summary>
    internal sealed class Step(Operation operation, int starts = -1, int completions = 0)
    {
        public readonly Operation Operation = operation;
        public readonly int Starts = starts;
        public readonly int Completions = completions;
    }

    private sealed class Lock
    {
        public readonly List<(int Thread, bool Shared)> Queue = [];
        public readonly List<int> Holders = [];
        public bool Exclusive;
        public int Completed;
    }

    public int ActorCount => _threads.Length;

    public int CellCount => _cells.Length;

    public int LockCount => _locks.Length;

    public UInt128 Events => 0;

    public Violation? Violation => null;

    public ulong Unfinished
    {
        get
        {
            var unfinished = 0UL;
            for (var i = 0; i < _threads.Length; i++)
                unfinished |= _position[i] < _threads[i].Length && (_running & (1UL << i)) != 0 ? 1UL << i : 0;
            return unfinished;
        }
    }

    public ulong Enabled
    {
        get
        {
            var enabled = Unfinished;
            for (var i = 0; i < _threads.Length; i++)
                enabled &= _waits[i] ? ~(1UL << i) : ulong.MaxValue;
            return enabled;
        }
    }

    public ref readonly Operation Next(int actor) => ref _threads[actor][_position[actor]].Operation;

    public void Reset()
    {
        Array.Clear(_position);
        Array.Clear(_seen);
        Array.Clear(_cells);
        Array.Clear(_waits);
        _running = _started;
        foreach (var each in _locks)
        {
            each.Queue.Clear();
            each.Holders.Clear();
            each.Completed = 0;
        }
    }

    void IProgram.Step(int actor, int value)
    {
        var step = _threads[actor][_position[actor]++];
        ref readonly var op = ref step.Operation;
        See(actor, (ulong)value);
        Access(actor, op.Cell, op.Mode);
        Access(actor, op.Cell2, op.Mode2);
        Access(actor, op.Cell3, op.Mode3);
        if (step.Starts >= 0)
        {
            _running |= 1UL << step.Starts;
        }

        if (op.Lock >= 0)
        {
            OnLock(actor, step);
        }
    }

    public ulong Fingerprint()
    {
        var hash = 0UL;
        foreach (var part in _seen.Concat(_cells))
            hash = (hash ^ part) * 0x9E3779B97F4A7C15UL;
        return hash;
    }

    public string ActorName(int actor) => $"T{actor}";

    private void OnLock(int actor, Step step)
    {
        ref readonly var op = ref step.Operation;
        var target = _locks[op.Lock];
        switch (op.LockAction)
        {
            case LockAction.Request or LockAction.RequestShared when step.Completions > 0:
                target.Queue.Add((actor, false));
                _waits[actor] = true;
                Complete(target, step.Completions);
                break;
            case LockAction.Request or LockAction.RequestShared:
                target.Queue.Add((actor, op.LockAction == LockAction.RequestShared));
                _waits[actor] = true;
                Grant(target);
                break;
            case LockAction.Try:
                var free = target.Holders.Count == 0 && target.Queue.Count == 0;
                See(actor, free ? 1UL : 0);
                if (free)
                {
                    target.Holders.Add(actor);
                    target.Exclusive = true;
                }

                break;
            case LockAction.Peek:
                See(actor, (ulong)target.Queue.Count + 1);
                break;
            default:
                target.Completed++;
                if (target.Holders.Remove(actor))
                    Grant(target);
                else if (target.Queue.Count > 0)
                    Complete(target, _threads[target.Queue[0].Thread][_position[target.Queue[0].Thread] - 1].Completions);
                break;
        }
    }

    private void Complete(Lock target, int completions)
    {
        if (target.Completed == completions)
        {
            _waits[target.Queue[0].Thread] = false;
            target.Queue.RemoveAt(0);
        }
    }

    private void Grant(Lock target)
    {
        while (target.Queue.Count > 0 && (target.Holders.Count == 0 || (target.Queue[0].Shared && !target.Exclusive)))
        {
            target.Exclusive = !target.Queue[0].Shared;
            target.Holders.Add(target.Queue[0].Thread);
            _waits[target.Queue[0].Thread] = false;
            target.Queue.RemoveAt(0);
        }
    }

    private void Access(int actor, int cell, AccessMode mode)
    {
        if (cell < 0)
        {
            return;
        }

        See(actor, _cells[cell]);
        if (mode == AccessMode.Write)
        {
            _cells[cell] = Mix(_seen[actor] + (ulong)actor + 1);
        }
    }

    private void See(int actor, ulong what) => _seen[actor] = Mix((_seen[actor] * 31) + what + 1);

    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9UL;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EBUL;
        return x ^ (x >> 31);
    }
}
