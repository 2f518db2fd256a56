using RaceSim.Kernel.Locks;
using RaceSim.Kernel.Memory;
using RaceSim.Steps;

namespace RaceSim.Kernel.Cpus;

/// <summary>
/// The store buffer of one CPU on a machine weaker than sequential consistency. A store waits here until a drain, a step of an actor of its own, takes it to memory;
/// loads of the CPU see it before. Under TSO one actor drains first in, first out. Under PSO each cell (or lock) stored to has an actor, so different cells
/// drain in any order, but nothing after a store barrier before all that is ahead of it.
/// </summary>
/// <remarks>
/// Which actor drains which cell follows from the CPU's own program alone (the order of first use since its last full barrier), so the same event has the same name
/// in every schedule. A PSO buffer without a place for one more cell drains wholly before it takes more, and <see cref="FullEvent"/> is reached.
/// </remarks>
public sealed partial class StoreBuffer
{
    /// <summary>The event of a buffer that had to drain because it had no place left for another cell.</summary>
    public const string FullEvent = "store-buffer-full";

    private const int None = 0;
    private const int All = 1;
    private const int OneSubject = 2;

    private readonly Cpu _owner;
    private readonly Machine _machine;
    private readonly bool _isFifo;
    private readonly Cpu[] _drains;
    private readonly int[] _subjects; // By drain, under PSO: the cell whose stores it takes, or the complement of the lock.
    private readonly int[] _drainSteps;
    private readonly List<(int Actor, int Local, int Epoch, int Subject)> _drained = []; // Since the last full barrier.
    private (int Actor, int Local)[] _enablers = new (int, int)[64];
    private Pending[] _pending = new Pending[16];
    private int _count;
    private int _used;
    private int _epoch;
    private bool _epochHasStores;
    private bool _beginsEpoch;
    private int _announced;
    private int _need = None; // What has to drain before the announced step: nothing, everything, or what was stored to _needed, and all ahead of a store barrier.
    private int _needed;
    private bool _waits;

    internal StoreBuffer(Cpu owner, bool isFifo, Cpu[] drains)
    {
        _owner = owner;
        _machine = owner.Machine;
        _isFifo = isFifo;
        _drains = drains;
        _subjects = new int[drains.Length];
        _drainSteps = new int[drains.Length];
    }

    /// <summary>The CPU whose stores wait here.</summary>
    public Cpu Owner => _owner;

    /// <summary>The number of stores that wait.</summary>
    public int Count => _count;

    /// <summary>
    /// Looks at the step that the CPU has just announced: a store goes into the buffer, a load may find its value there, and what the model orders after
    /// earlier stores waits for them.
    /// </summary>
    /// <returns>Whether the step can be taken now; otherwise the last drain it waits for makes the CPU runnable.</returns>
    public bool Admit(ref Operation next)
    {
        _announced++;
        Settle();
        switch (next.Kind)
        {
            case OperationKind.Load:
                Forward(ref next);
                break;
            case OperationKind.Store:
                Buffer(ref next, next.Cell, next.Order is MemoryOrder.Release or MemoryOrder.WriteBarrier);
                _beginsEpoch = next.Order == MemoryOrder.WriteBarrier; // A seqcount's: a store barrier on either side.
                next.Kind = OperationKind.BufferedStore;
                break;
            case OperationKind.ReadModifyWrite:
                Need(_isFifo || next.Order is MemoryOrder.Full or MemoryOrder.Release, next.Cell);
                break;
            case OperationKind.Fence:
                _need = next.Order == MemoryOrder.Full ? All : None;
                _beginsEpoch = next.Order is MemoryOrder.WriteBarrier or MemoryOrder.Release;
                break;
            case OperationKind.Release when next.LockAction == LockAction.Release && IsStoreReleased(_machine.Lock(next.Lock)):
                Buffer(ref next, ~next.Lock, isRelease: true);
                next.LockAction = LockAction.None;
                next.Lock = Operation.Nowhere;
                break;
            case OperationKind.Acquire or OperationKind.TryAcquire or OperationKind.Peek or OperationKind.Release:
                NeedOfLock(next);
                break;
            case OperationKind.Choose:
                break;
            default:
                _need = All; // One step that reads and writes several cells: it happens at memory.
                break;
        }

        _waits = !IsReady;
        return !_waits;
    }

    /// <summary>Performs the announced store or release of a lock: it waits in the buffer from now on.</summary>
    public void Put()
    {
        ref readonly var next = ref _owner.Next;
        if (_need == All)
        {
            Restart();
        }

        if (_count == _pending.Length)
        {
            Array.Resize(ref _pending, _count * 2);
        }

        _pending[_count++] = new Pending
        {
            Subject = next.Subject,
            Value = next.Operand,
            Epoch = _epoch,
            Drain = _isFifo ? 0 : DrainOf(next.Subject),
            Local = _announced,
            Member = next.Member,
            Line = next.Line,
            IsExempt = next.Subject >= 0 && _machine.ExemptsAtIssue is { } exempts && exempts(_owner, next.Subject),
        };
        _epochHasStores = true;
        Refresh();
    }

    /// <summary>The value that the announced load finds in the buffer.</summary>
    public long Forwarded() => Newest(_owner.Next.Subject) is var i and >= 0 ? _pending[i].Value : _machine.Cells.Read(_owner.Next.Subject);

    /// <summary>A cell as the CPU itself sees it.</summary>
    public long Read(int cell) => Newest(cell) is var i and >= 0 ? _pending[i].Value : _machine.Cells.Read(cell);

    /// <summary>Has the announced barrier, which a mutation leaves out, order nothing.</summary>
    public void ForgetBarrier()
    {
        _beginsEpoch = false;
        _need = None;
        Wake();
    }

    /// <summary>Returns to empty.</summary>
    internal void Reset()
    {
        _count = 0;
        _announced = 0;
        _waits = false;
        _beginsEpoch = false;
        _need = None;
        Array.Clear(_drainSteps);
        Restart();
    }

    private bool IsReady
    {
        get
        {
            if (_need is None or All)
            {
                return _need == None || _count == 0;
            }

            for (var i = 0; i < _count; i++)
            {
                if (_pending[i].Subject == _needed || _pending[i].Epoch < _epoch)
                {
                    return false;
                }
            }

            return true;
        }
    }

    // A spinlock is given up by a store-release; what sleeps or is shared is given up by an atomic update.
    private static bool IsStoreReleased(LockState state) => state.Class == LockClass.Sketch || (state.IsSpinning && state.Class != LockClass.Interrupts);

    private void NeedOfLock(in Operation next)
    {
        if (_machine.Lock(next.Lock).Class is not (LockClass.Interrupts or LockClass.Completion)) // Flags of the CPU itself.
        {
            Need(next.Kind == OperationKind.Release || (_isFifo && next.Kind != OperationKind.Peek), ~next.Lock);
        }
    }

    private void Need(bool all, int subject)
    {
        _need = all ? All : OneSubject;
        _needed = subject;
    }

    private void Forward(ref Operation next)
    {
        if (Newest(next.Cell) >= 0)
        {
            next.Kind = OperationKind.Forward;
            next.Subject = next.Cell;
        }
    }

    // Announces a store into the buffer: it touches nothing that others see.
    private void Buffer(ref Operation next, int subject, bool isRelease)
    {
        if (isRelease)
        {
            BeginEpoch();
        }

        next.Subject = subject;
        next.Cell = Operation.Nowhere;
        next.Mode = AccessMode.None;
        next.Observers = 0;
        if (!_isFifo && _used == _drains.Length && !_subjects.AsSpan().Contains(subject))
        {
            _need = All;
            _machine.Reach(_machine.EventBit(FullEvent));
        }
    }

    // The drain of a cell or lock, which gets the next free one at its first store since the last full barrier.
    private int DrainOf(int subject)
    {
        var drain = _subjects.AsSpan(0, _used).IndexOf(subject);
        if (drain < 0)
        {
            drain = _used++;
            _subjects[drain] = subject;
        }

        return drain;
    }

    // What a full barrier has emptied begins anew; a store barrier that was passed divides what follows from what came before.
    private void Settle()
    {
        if (_need == All)
        {
            Restart();
        }

        _need = None;
        if (_beginsEpoch)
        {
            BeginEpoch();
            _beginsEpoch = false;
        }
    }

    private void Restart()
    {
        _drained.Clear();
        _used = 0;
        _epoch = 0;
        _epochHasStores = false;
    }

    private void BeginEpoch()
    {
        if (!_isFifo && _epochHasStores)
        {
            _epoch++;
            _epochHasStores = false;
        }
    }

    private int Newest(int subject)
    {
        for (var i = _count - 1; i >= 0; i--)
        {
            if (_pending[i].Subject == subject)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>A store that waits.</summary>
    private struct Pending
    {
        public int Subject;
        public long Value;
        public int Epoch;
        public int Drain;
        public int Local;
        public string? Member;
        public int Line;
        public bool IsExempt;
    }
}
