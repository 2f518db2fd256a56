using System.Runtime.CompilerServices;
using RaceSim.Kernel.Locks;
using RaceSim.Kernel.Memory;
using RaceSim.Steps;

namespace RaceSim.Kernel.Cpus;

/// <summary>The steps a kernel path can await. Each takes its label from the call site.</summary>
public sealed partial class Cpu
{
    /// <summary>The step just announced, for a path that announces in one place and waits in another.</summary>
    public StepAwaiter AnnouncedStep => new(this);

    /// <summary>A load of one cell.</summary>
    public StepAwaiter Load(
        Cell cell,
        MemoryOrder order = MemoryOrder.Once,
        [CallerMemberName] string member = "",
        [CallerLineNumber] int line = 0)
    {
        Next.Announce(OperationKind.Load, order);
        Next.Cell = cell.Id;
        Next.Mode = AccessMode.Read;
        return Announced(member, line);
    }

    /// <summary>A load of a page-table entry or of another cell that holds one.</summary>
    public PteAwaiter LoadPte(
        Cell cell,
        MemoryOrder order = MemoryOrder.Once,
        [CallerMemberName] string member = "",
        [CallerLineNumber] int line = 0)
    {
        Load(cell, order, member, line);
        return new PteAwaiter(this);
    }

    /// <summary>A load of a PMD entry.</summary>
    public PmdAwaiter LoadPmd(
        Cell cell,
        MemoryOrder order = MemoryOrder.Once,
        [CallerMemberName] string member = "",
        [CallerLineNumber] int line = 0)
    {
        Load(cell, order, member, line);
        return new PmdAwaiter(this);
    }

    /// <summary>A store to one cell.</summary>
    public StepAwaiter Store(
        Cell cell,
        long value,
        MemoryOrder order = MemoryOrder.Once,
        [CallerMemberName] string member = "",
        [CallerLineNumber] int line = 0)
    {
        Next.Announce(OperationKind.Store, order);
        Next.Cell = cell.Id;
        Next.Mode = AccessMode.Write;
        Next.Operand = value;
        Next.Observers = Cells.Observers(cell.Id);
        return Announced(member, line);
    }

    /// <summary>A store of a page-table entry.</summary>
    public StepAwaiter StorePte(
        Cell cell,
        Pte value,
        MemoryOrder order = MemoryOrder.Once,
        [CallerMemberName] string member = "",
        [CallerLineNumber] int line = 0) => Store(cell, value.Bits, order, member, line);

    /// <summary>A store of a PMD entry.</summary>
    public StepAwaiter StorePmd(
        Cell cell,
        Pmd value,
        MemoryOrder order = MemoryOrder.Once,
        [CallerMemberName] string member = "",
        [CallerLineNumber] int line = 0) => Store(cell, value.Bits, order, member, line);

    /// <summary>An atomic read-modify-write; returns the old value.</summary>
    public StepAwaiter Rmw(
        Cell cell,
        RmwKind kind,
        long operand,
        long expected = 0,
        MemoryOrder order = MemoryOrder.Full,
        [CallerMemberName] string member = "",
        [CallerLineNumber] int line = 0)
    {
        Next.Announce(OperationKind.ReadModifyWrite, order);
        Next.Cell = cell.Id;
        Next.Mode = AccessMode.Write;
        Next.Operand = operand;
        Next.Observers = Cells.Observers(cell.Id);
        if (operand < 0 && kind == RmwKind.Add)
        {
            Next.Observers |= Cells.DecreaseObservers(cell.Id);
        }

        _rmw = kind;
        _expected = expected;
        return Announced(member, line);
    }

    /// <summary>An atomic addition; returns the old value.</summary>
    public StepAwaiter Add(
        Cell cell,
        long operand,
        MemoryOrder order = MemoryOrder.Relaxed,
        [CallerMemberName] string member = "",
        [CallerLineNumber] int line = 0) => Rmw(cell, RmwKind.Add, operand, 0, order, member, line);

    /// <summary>A barrier (<c>smp_mb</c>, <c>smp_wmb</c>, <c>smp_rmb</c>).</summary>
    public StepAwaiter Barrier(
        MemoryOrder order,
        [CallerMemberName] string member = "",
        [CallerLineNumber] int line = 0)
    {
        Next.Announce(OperationKind.Fence, order);
        return Announced(member, line);
    }

    /// <summary>Takes one of <paramref name="arity"/> values: what the model leaves open (<c>need_resched</c>, an allocation's failure).</summary>
    /// <param name="arity">The number of values, at least 1.</param>
    /// <param name="question">What is decided, for a reader: of two values the question that 0 answers with no and 1 with yes.</param>
    /// <param name="member">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public StepAwaiter Choose(
        int arity,
        string question = "",
        [CallerMemberName] string member = "",
        [CallerLineNumber] int line = 0)
    {
        Next.Announce(OperationKind.Choose, MemoryOrder.Plain);
        Next.Arity = arity;
        if (!ReferenceEquals(Question, question))
        {
            Question = question;
        }

        return Announced(member, line);
    }

    /// <summary>Requests a lock and waits for it.</summary>
    public StepAwaiter Lock(
        LockState target,
        bool shared = false,
        [CallerMemberName] string member = "",
        [CallerLineNumber] int line = 0)
    {
        Next.Announce(OperationKind.Acquire, MemoryOrder.Acquire);
        Next.Lock = target.Id;
        Next.LockAction = shared ? LockAction.RequestShared : LockAction.Request;
        Next.Observers = Machine.LockObservers(target.Id);
        return Announced(member, line);
    }

    /// <summary>Takes a lock if that needs no waiting; answers whether it did.</summary>
    public FlagAwaiter TryLock(
        LockState target,
        [CallerMemberName] string member = "",
        [CallerLineNumber] int line = 0)
    {
        Next.Announce(OperationKind.TryAcquire, MemoryOrder.Acquire);
        Next.Lock = target.Id;
        Next.LockAction = LockAction.Try;
        Next.Observers = Machine.LockObservers(target.Id);
        Announced(member, line);
        return new FlagAwaiter(this);
    }

    /// <summary>Gives a lock up.</summary>
    public StepAwaiter Unlock(
        LockState target,
        bool shared = false,
        [CallerMemberName] string member = "",
        [CallerLineNumber] int line = 0)
    {
        Next.Announce(OperationKind.Release, MemoryOrder.Release);
        Next.Lock = target.Id;
        Next.LockAction = shared ? LockAction.ReleaseShared : LockAction.Release;
        Next.Observers = Machine.LockObservers(target.Id);
        return Announced(member, line);
    }

    /// <summary>Whether somebody waits for a lock (<c>spin_needbreak</c>, <c>rwlock_needbreak</c>).</summary>
    public FlagAwaiter IsContended(
        LockState target,
        [CallerMemberName] string member = "",
        [CallerLineNumber] int line = 0)
    {
        Next.Announce(OperationKind.Peek, MemoryOrder.Once);
        Next.Lock = target.Id;
        Next.LockAction = LockAction.Peek;
        Announced(member, line);
        return new FlagAwaiter(this);
    }

    /// <summary>A step with an effect of its own.</summary>
    public StepAwaiter Take(
        StepEffect effect,
        OperationKind kind,
        int argument = 0,
        long argument2 = 0,
        [CallerMemberName] string member = "",
        [CallerLineNumber] int line = 0)
    {
        Next.Announce(kind, MemoryOrder.Plain);
        Argument = argument;
        Argument2 = argument2;
        _effect = effect;
        effect.Announce(this, ref Next);
        return Announced(member, line);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private StepAwaiter Announced(string member, int line)
    {
        if (!ReferenceEquals(Next.Member, member))
        {
            Next.Member = member; // Storing a reference is not free, and most steps follow one of the same function.
        }

        Next.Line = line;
        _announced = true;
        return new StepAwaiter(this);
    }
}
