using System.Runtime.CompilerServices;
using RaceSim.Kernel.Locks;
using RaceSim.Kernel.Memory;
using RaceSim.Steps;

namespace RaceSim.Kernel.Cpus;

/// <summary>
/// One execution context: the thread that runs on a CPU, or an interrupt taken on it. Runs one kernel path at a time: the path announces
/// its next step here and is resumed when the host has performed it.
/// </summary>
public sealed partial class Cpu
{
    /// <summary>The announced step. A field, so that strategies read it in place.</summary>
    public Operation Next;

    private readonly List<LockState> _held = new(8);
    private FreeBox[] _free = new FreeBox[16];
    private int _freeCount;
    private PathBox? _current;
    private bool _announced;
    private StepEffect? _effect;
    private RmwKind _rmw;
    private long _expected;

    /// <summary>Creates an idle context; <see cref="Machine.AddCpu"/> does.</summary>
    internal Cpu(Machine machine, int id, string name, int processor)
    {
        Machine = machine;
        Cells = machine.Cells;
        Id = id;
        Name = name;
        Processor = processor;
        Next.Announce(OperationKind.None, MemoryOrder.Plain);
    }

    /// <summary>The machine this context belongs to.</summary>
    public Machine Machine { get; }

    /// <summary>The machine's shared state.</summary>
    public CellStore Cells { get; }

    /// <summary>The context's number: the actor number an exploration sees.</summary>
    public int Id { get; }

    /// <summary>A name for the reader.</summary>
    public string Name { get; }

    /// <summary>The number of the CPU it runs on (an interrupt shares its CPU's).</summary>
    public int Processor { get; }

    /// <summary>What the last step returned.</summary>
    public long Result { get; set; }

    /// <summary>An operand of the present <see cref="StepEffect"/> step.</summary>
    public int Argument { get; set; }

    /// <summary>A second operand of the present <see cref="StepEffect"/> step.</summary>
    public long Argument2 { get; set; }

    /// <summary>The kernel that runs here; not set on the machine of a sketch.</summary>
    public KernelInstance Kernel { get; set; } = null!;

    /// <summary>The address space of the thread (<c>current->mm</c>); null for a kernel thread or an interrupt.</summary>
    public Mm? Mm { get; set; }

    /// <summary>For an interrupt context: what it acknowledges to.</summary>
    public LockState? Completion { get; set; }

    /// <summary>The locks this context holds, in the order it took them.</summary>
    public IReadOnlyList<LockState> Held => _held;

    /// <summary>The number of spinlocks held: above zero, sleeping is forbidden.</summary>
    public int SpinlocksHeld { get; private set; }

    /// <summary>The lock that it takes only to wait for its holder, as <c>migration_entry_wait</c> does, which in a kernel takes nothing; null if none.</summary>
    public LockState? WaitsFor { get; set; }

    /// <summary>Whether it is in a section that keeps freed page tables from being used for something else (RCU): it may still look at one and take its lock.</summary>
    public bool IsReadingTables { get; set; }

    /// <summary>What its present unmapping has cleared and not yet flushed.</summary>
    public MmuGather Gather { get; } = new();

    /// <summary>Where it has removed entries without a flush.</summary>
    public UnmapBatch UnmapBatch { get; } = new();

    /// <summary>The buffer of this CPU's stores; null on a sequentially consistent machine.</summary>
    public StoreBuffer? Buffer { get; internal set; }

    /// <summary>For an actor that drains a store buffer: which; null for every other.</summary>
    public StoreBuffer? Drained { get; internal set; }

    /// <summary>For an actor that drains a store buffer: its number among the buffer's.</summary>
    internal int Drain { get; set; }

    /// <summary>Whether a path is under way.</summary>
    public bool IsBusy => _current is not null;

    /// <summary>What the announced choice decides, in words; empty if the path does not say.</summary>
    public string Question { get; private set; } = string.Empty;

    /// <summary>The name of the announced step's effect, in lower-case words (<c>remove mapping</c>); empty if it has none of its own.</summary>
    public string EffectName => Next.Kind == OperationKind.Local && _effect is { } effect ? effect.Name : string.Empty;

    /// <summary>The methods that led to the announced step, innermost first, without the root that only starts them; for replays, since it allocates.</summary>
    public IReadOnlyList<string> CallStack()
    {
        var stack = new List<string>();
        for (var box = _current; box is not null && (box.Parent is not null || stack.Count == 0); box = box.Parent)
        {
            stack.Add(box.Function);
        }

        return stack;
    }

    /// <summary>Starts a path; it runs to its first step.</summary>
    /// <returns>False if the path ended without a step.</returns>
    public bool Start(Func<Cpu, KernelPath> operation)
    {
        _announced = false;
        _current = null;
        OperationsBegun++;
        operation(this);
        return _announced;
    }

    /// <summary>Runs the path on to its next step.</summary>
    /// <returns>False if the path has ended.</returns>
    public bool Resume()
    {
        _announced = false;
        var box = _current!;
        while (true)
        {
            box.MoveNext();
            if (_announced)
            {
                return true;
            }

            if (_current is null)
            {
                Free(box); // The root: nobody awaits it.
                Next.Kind = OperationKind.None;
                return false;
            }

            box = _current;
        }
    }

    /// <summary>Performs the announced access of a cell, or fence.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PerformAccess()
    {
        if (Next.Kind == OperationKind.Load)
        {
            Result = Cells.Read(Next.Cell);
        }
        else if (Next.Kind == OperationKind.Store)
        {
            Cells.Write(Next.Cell, Next.Operand);
        }
        else if (Next.Kind == OperationKind.ReadModifyWrite)
        {
            Result = PerformReadModifyWrite();
        }
    }

    /// <summary>Performs the announced step, unless it is one for a lock (those are the lock actor's).</summary>
    public void Perform(int value)
    {
        if (Next.Kind <= OperationKind.Fence)
        {
            PerformAccess();
        }
        else
        {
            Result = Next.Kind == OperationKind.Choose ? value : _effect!.Perform(this, value);
        }
    }

    /// <summary>
    /// A cell as this CPU sees it, without a step: only for what nobody else can write just now.
    /// </summary>
    public long Read(Cell cell) => Buffer is null ? Cells.Read(cell) : Buffer.Read(cell.Id);

    /// <summary>Performs the announced drain of a store buffer.</summary>
    /// <returns>The lock that is given up by it; null if it stored to a cell.</returns>
    public LockState? PerformDrain() => Drained!.Drain(Drain);

    /// <summary>Tells those who look that this context requests a lock.</summary>
    public void Acquiring(LockState target)
    {
        foreach (var monitor in Machine.LockMonitors)
        {
            monitor.Acquiring(this, target);
        }
    }

    /// <summary>Tells those who look that this context may sleep here.</summary>
    public void MaySleep(string what)
    {
        foreach (var monitor in Machine.LockMonitors)
        {
            monitor.Sleeping(this, what);
        }
    }

    /// <summary>Notes that a lock has been granted to this context.</summary>
    public void Granted(LockState granted)
    {
        _held.Add(granted);
        if (granted.IsSpinning)
        {
            SpinlocksHeld++;
        }
    }

    /// <summary>Notes that this context gives a lock up.</summary>
    public void Released(LockState released)
    {
        var last = _held.Count - 1;
        if (last >= 0 && ReferenceEquals(_held[last], released))
        {
            _held.RemoveAt(last); // Mostly the lock taken last.
        }
        else if (!_held.Remove(released))
        {
            return;
        }

        if (released.IsSpinning)
        {
            SpinlocksHeld--;
        }
    }

    /// <summary>Announces the present step's footprint again, because the CPU's TLB changed before it was taken.</summary>
    public void AnnounceAgain()
    {
        if (_announced && Next.Kind == OperationKind.UserAccess)
        {
            _effect!.Announce(this, ref Next);
        }
    }

    /// <summary>Gives up whatever path is under way, and every lock.</summary>
    public void Reset()
    {
        while (_current is not null)
        {
            var box = _current;
            _current = box.Parent;
            Free(box);
        }

        _announced = false;
        ForgetInterposed();
        _held.Clear();
        Gather.Finish();
        UnmapBatch.Clear();
        Buffer?.Reset();
        SpinlocksHeld = 0;
        IsReadingTables = false;
        WaitsFor = null;
        Next.Kind = OperationKind.None;
    }

    internal void SuspendAt(PathBox box)
    {
        // A path that goes on from step to step is current already; storing a reference is not free.
        if (!ReferenceEquals(_current, box))
        {
            _current = box;
        }
    }

    internal void Return(PathBox box) => _current = box.Parent;

    internal PathBox<TStateMachine, TResult> Rent<TStateMachine, TResult>()
        where TStateMachine : IAsyncStateMachine
    {
        for (var i = _freeCount - 1; i >= 0; i--)
        {
            if (_free[i].Box is PathBox<TStateMachine, TResult> box)
            {
                _free[i] = _free[--_freeCount];
                box.Parent = null;
                return box;
            }
        }

        return new PathBox<TStateMachine, TResult> { Cpu = this };
    }

    internal void Free(PathBox box)
    {
        if (_freeCount == _free.Length)
        {
            Array.Resize(ref _free, _freeCount * 2);
        }

        _free[_freeCount++].Box = box;
    }

    private long PerformReadModifyWrite()
    {
        var old = Cells.Read(Next.Cell);
        var operand = Next.Operand;
        switch (_rmw)
        {
            case RmwKind.Add:
                Cells.Write(Next.Cell, old + operand);
                break;
            case RmwKind.Exchange:
                Cells.Write(Next.Cell, operand);
                break;
            case RmwKind.CompareExchange when old == _expected:
                Cells.Write(Next.Cell, operand);
                break;
            case RmwKind.AndNot:
                Cells.Write(Next.Cell, old & ~operand);
                break;
            case RmwKind.Or:
                Cells.Write(Next.Cell, old | operand);
                break;
            case RmwKind.AddUnlessZero when old != 0:
                Cells.Write(Next.Cell, old + operand);
                break;
            case RmwKind.AddUnlessOne when old != 1:
                Cells.Write(Next.Cell, old + operand);
                break;
        }

        return old;
    }

    /// <summary>A place in the pool; a struct, since an array of references checks the type of what is stored.</summary>
    private struct FreeBox
    {
        public PathBox Box;
    }
}
