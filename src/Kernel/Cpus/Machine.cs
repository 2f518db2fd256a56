using RaceSim.Kernel.Locks;
using RaceSim.Kernel.Memory;
using RaceSim.Steps;

namespace RaceSim.Kernel.Cpus;

/// <summary>
/// The simulated hardware: cells, locks, execution contexts and the names of events. Knows nothing of Linux: a sketch and a kernel scenario
/// run on the same machine.
/// </summary>
public sealed class Machine
{
    private readonly List<Cpu> _cpus = [];
    private readonly List<LockState> _locks = [];
    private readonly List<ulong> _lockObservers = [];
    private readonly List<ulong> _lockWatchers = [];
    private readonly List<string> _events = [];
    private readonly List<Violation> _violations = [];
    private readonly List<(LockState Lock, Cpu Cpu)> _heldInitially = [];

    /// <summary>The largest number of contexts: one bit each in a 64-bit set.</summary>
    public const int MaximumContexts = 64;

    /// <summary>The most cells whose stores one PSO store buffer can hold apart.</summary>
    public const int MostPlaces = 16;

    /// <summary>The largest number of events: one bit each in a 128-bit set.</summary>
    public const int MaximumEvents = 128;

    /// <summary>The shared state.</summary>
    public CellStore Cells { get; } = new();

    /// <summary>The execution contexts, by number.</summary>
    public List<Cpu> Cpus => _cpus;

    /// <summary>The locks, by number.</summary>
    public List<LockState> Locks => _locks;

    /// <summary>A lock, by its number.</summary>
    public LockState Lock(int id) => _locks[id];

    /// <summary>The names of the events that paths can reach, by bit.</summary>
    public IReadOnlyList<string> EventNames => _events;

    /// <summary>The events reached since the last reset.</summary>
    public UInt128 Events { get; private set; }

    /// <summary>The contexts whose announced step can be performed, one bit each. Kept by the CPU actors.</summary>
    public ulong Runnable { get; set; }

    /// <summary>The contexts that run a path, waiting or not, one bit each. Kept by the CPU actors.</summary>
    public ulong Busy { get; set; }

    /// <summary>How CPUs flush each other's TLBs; null on a machine without.</summary>
    public IShootdown? Shootdown { get; set; }

    /// <summary>Where costs and returned values are noted; null, as it is at first, if nobody asks for them.</summary>
    public Ledger? Ledger { get; set; }

    /// <summary>Who looks at lock requests and sleeps.</summary>
    public List<ILockMonitor> LockMonitors { get; } = [];

    /// <summary>The context that takes the present step; of a drain, the one whose store it is.</summary>
    public int Acting { get; private set; }

    /// <summary>The kind of the present step.</summary>
    public OperationKind Performed { get; private set; }

    /// <summary>
    /// Asked of each store to a cell that goes into a store buffer, for a check that judges a store by what its CPU could know when it was issued; the answer comes back with the drain, as <see cref="IsExempt"/>.
    /// Null if no check asks.
    /// </summary>
    public Func<Cpu, int, bool>? ExemptsAtIssue { get; set; }

    /// <summary>Whether the present step is the drain of a store to which <see cref="ExemptsAtIssue"/> said yes.</summary>
    public bool IsExempt { get; set; }

    /// <summary>The lock given up by the present step; null if none was.</summary>
    public LockState? Released { get; private set; }

    /// <summary>The first check broken since the last reset.</summary>
    public Violation? Violation { get; private set; }

    /// <summary>The checks broken since the last reset, at most one violation an id.</summary>
    public IReadOnlyList<Violation> Violations => _violations;

    /// <summary>Adds an execution context.</summary>
    /// <param name="name">A name for the reader.</param>
    /// <param name="processor">The CPU it runs on.</param>
    public Cpu AddCpu(string name, int processor)
    {
        if (_cpus.Count == MaximumContexts)
        {
            throw new ModelException($"a machine has at most {MaximumContexts} execution contexts");
        }

        var cpu = new Cpu(this, _cpus.Count, name, processor);
        _cpus.Add(cpu);
        return cpu;
    }

    /// <summary>
    /// Gives store buffers to the first contexts, the threads' CPUs. Called once, when all contexts and cells are there; does nothing for sequential consistency.
    /// </summary>
    /// <param name="model">The memory model.</param>
    /// <param name="cpus">The number of threads.</param>
    /// <param name="cells">The number of cells and locks that a thread could store to, as far as it is known: more places are not needed.</param>
    /// <exception cref="ModelException">There are too many threads for that many more actors.</exception>
    public void AddStoreBuffers(MemoryModel model, int cpus, int cells)
    {
        if (model == MemoryModel.Sc || cpus == 0)
        {
            return;
        }

        var room = (MaximumContexts - _cpus.Count) / cpus;
        if (room == 0)
        {
            throw new ModelException($"{_cpus.Count} execution contexts leave no room for {cpus} store buffers; a machine has at most {MaximumContexts} actors");
        }

        var isFifo = model == MemoryModel.Tso;
        var places = isFifo ? 1 : Math.Clamp(cells, 1, Math.Min(MostPlaces, room));
        if (!isFifo)
        {
            EventBit(StoreBuffer.FullEvent);
        }

        for (var i = 0; i < cpus; i++)
        {
            AddStoreBuffer(_cpus[i], isFifo, places);
        }
    }

    /// <summary>Adds a lock.</summary>
    public LockState AddLock(string name, LockClass lockClass)
    {
        var added = new LockState(_locks.Count, name, lockClass, MaximumContexts);
        _locks.Add(added);
        _lockObservers.Add(0);
        _lockWatchers.Add(0);
        return added;
    }

    /// <summary>Has a context hold a lock in the initial state.</summary>
    public void HoldInitially(LockState held, Cpu cpu) => _heldInitially.Add((held, cpu));

    /// <summary>Notes whose step it is and of what kind, for those who look at steps.</summary>
    public void BeginStep(int actor, OperationKind kind)
    {
        Acting = _cpus[actor].Drained?.Owner.Id ?? actor;
        Performed = kind;
        Released = null;
        IsExempt = false;
    }

    /// <summary>Notes that the present step gives a lock up; its actor may hear of it later.</summary>
    public void Release(Cpu cpu, LockState released)
    {
        Released = cpu.WaitsFor == released ? null : released; // Who only waited gives nothing up.
        Cells.Touched |= _lockWatchers[released.Id];
    }

    /// <summary>The bit of a named event; the same name gives the same bit.</summary>
    public int EventBit(string name)
    {
        var bit = _events.IndexOf(name);
        if (bit < 0)
        {
            bit = _events.Count < MaximumEvents ? _events.Count : throw new ModelException($"a machine has at most {MaximumEvents} events");
            _events.Add(name);
        }

        return bit;
    }

    /// <summary>Notes that an event was reached.</summary>
    /// <param name="bit">A bit from <see cref="EventBit"/>.</param>
    public void Reach(int bit)
    {
        Events |= UInt128.One << bit;
        Ledger?.Reach(bit);
    }

    /// <summary>Reports a broken check; of several reports with one id the first counts.</summary>
    public void Report(string invariant, string message)
    {
        if (!IsBroken(invariant))
        {
            _violations.Add(new Violation(invariant, message));
            Violation ??= _violations[0];
        }
    }

    /// <summary>Whether a check has been reported as broken in this execution.</summary>
    public bool IsBroken(string invariant)
    {
        foreach (var known in _violations)
        {
            if (known.Invariant == invariant)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Registers predicates to be evaluated when a lock is given up.</summary>
    /// <param name="target">The lock.</param>
    /// <param name="bits">One bit a predicate.</param>
    /// <param name="ordered">Whether the order of requests and releases of such locks matters to the predicate.</param>
    public void WatchLock(LockState target, ulong bits, bool ordered)
    {
        _lockWatchers[target.Id] |= bits;
        if (ordered)
        {
            _lockObservers[target.Id] |= bits;
        }
    }

    /// <summary>The predicates for which the order of steps on this lock matters.</summary>
    public ulong LockObservers(int id) => _lockObservers[id];

    /// <summary>The predicates to evaluate after a step on this lock.</summary>
    public ulong LockWatchers(int id) => _lockWatchers[id];

    /// <summary>The interrupt contexts that must acknowledge the flush that <paramref name="cpu"/> has announced, and the path they run.</summary>
    public ReadOnlySpan<int> FlushTargets(Cpu cpu, out Func<Cpu, KernelPath>? handler)
    {
        handler = Shootdown?.Handler;
        return Shootdown is null ? [] : Shootdown.Targets(cpu);
    }

    /// <summary>The steps that a store buffer puts before the announced step of a context.</summary>
    public ReadOnlySpan<(int Actor, int Local)> EnabledBy(int actor)
    {
        var cpu = _cpus[actor];
        return (cpu.Buffer ?? cpu.Drained) is { } buffer ? buffer.EnabledBy(cpu) : [];
    }

    /// <summary>Returns to the initial state.</summary>
    public void Reset()
    {
        Cells.Reset();
        foreach (var cpu in _cpus)
        {
            cpu.Reset();
        }

        foreach (var state in _locks)
        {
            state.Reset();
        }

        foreach (var (held, cpu) in _heldInitially)
        {
            held.Request(cpu.Id, shared: false);
            cpu.Granted(held);
        }

        Events = 0;
        Ledger?.Reset();
        Runnable = 0;
        Busy = 0;
        Violation = null;
        _violations.Clear();
    }

    private void AddStoreBuffer(Cpu owner, bool isFifo, int places)
    {
        var drains = new Cpu[places];
        for (var i = 0; i < drains.Length; i++)
        {
            drains[i] = AddCpu(drains.Length == 1 ? $"{owner.Name} buffer" : $"{owner.Name} buffer {i}", owner.Processor);
        }

        owner.Buffer = new StoreBuffer(owner, isFifo, drains);
        for (var i = 0; i < drains.Length; i++)
        {
            drains[i].Drained = owner.Buffer;
            drains[i].Drain = i;
        }
    }

    /// <summary>A hash of cells, locks, store buffers and announced steps.</summary>
    public ulong Fingerprint()
    {
        var hash = Cells.Fingerprint();
        foreach (var state in _locks)
        {
            hash ^= state.Fingerprint();
        }

        foreach (var cpu in _cpus)
        {
            var next = ((ulong)cpu.Next.Kind << 48) ^ ((ulong)(uint)cpu.Next.Cell << 16) ^ ((ulong)(uint)cpu.Next.Lock << 8) ^ (ulong)cpu.Id;
            hash = CellStore.Mix(hash ^ next);
            if (cpu.Buffer is { } buffer)
            {
                hash ^= buffer.Fingerprint();
            }
        }

        return hash;
    }
}
