using RaceSim.Steps;

namespace RaceSim.Tests.Dpor;

/// <summary>The steps of a <see cref="ConflictToy"/>.</summary>
internal static class ConflictSteps
{
    /// <summary>A write of up to three cells.</summary>
    public static ConflictToy.Step Write(params int[] cells) => Access(AccessMode.Write, cells);

    /// <summary>A read of up to three cells.</summary>
    public static ConflictToy.Step Read(params int[] cells) => Access(AccessMode.Read, cells);

    /// <summary>A read of one cell and a write of another, and perhaps of a third.</summary>
    public static ConflictToy.Step Move(int from, int to, int also = Operation.Nowhere)
    {
        var op = Announced(OperationKind.Walk);
        (op.Cell, op.Mode, op.Cell2, op.Mode2, op.Cell3, op.Mode3) = (from, AccessMode.Read, to, AccessMode.Write, also, AccessMode.Write);
        return new ConflictToy.Step(op);
    }

    public static ConflictToy.Step Choose(int arity)
    {
        var op = Announced(OperationKind.Choose);
        op.Arity = arity;
        return new ConflictToy.Step(op);
    }

    public static ConflictToy.Step Lock(int id) => OnLock(OperationKind.Acquire, id, LockAction.Request);

    public static ConflictToy.Step LockShared(int id) => OnLock(OperationKind.Acquire, id, LockAction.RequestShared);

    public static ConflictToy.Step Unlock(int id) => OnLock(OperationKind.Release, id, LockAction.Release);

    public static ConflictToy.Step UnlockShared(int id) => OnLock(OperationKind.Release, id, LockAction.ReleaseShared);

    public static ConflictToy.Step Try(int id) => OnLock(OperationKind.TryAcquire, id, LockAction.Try);

    public static ConflictToy.Step Peek(int id) => OnLock(OperationKind.Peek, id, LockAction.Peek);

    /// <summary>A completion.</summary>
    public static ConflictToy.Step Complete(int id) => Unlock(id);

    /// <summary>Waits for all of a number of completions; may be preceded by some of them.</summary>
    public static ConflictToy.Step Await(int id, int completions) => new(Lock(id).Operation, completions: completions);

    /// <summary>A step that starts a thread.</summary>
    public static ConflictToy.Step Start(int thread) => new(Announced(OperationKind.Local), starts: thread);

    /// <summary>A step that writes a cell and is seen by state predicates.</summary>
    public static ConflictToy.Step Observed(int cell, ulong observers)
    {
        var op = Access(AccessMode.Write, cell).Operation;
        op.Observers = observers;
        return new ConflictToy.Step(op);
    }

    private static ConflictToy.Step Access(AccessMode mode, params int[] cells)
    {
        var op = Announced(mode == AccessMode.Write ? OperationKind.Store : OperationKind.Load);
        (op.Cell, op.Mode) = (cells[0], mode);
        (op.Cell2, op.Mode2) = (cells.Length > 1 ? cells[1] : Operation.Nowhere, mode);
        (op.Cell3, op.Mode3) = (cells.Length > 2 ? cells[2] : Operation.Nowhere, mode);
        return new ConflictToy.Step(op);
    }

    private static ConflictToy.Step OnLock(OperationKind kind, int id, LockAction action)
    {
        var op = Announced(kind);
        op.Lock = id;
        op.LockAction = action;
        return new ConflictToy.Step(op);
    }

    private static Operation Announced(OperationKind kind)
    {
        var op = default(Operation);
        op.Announce(kind, MemoryOrder.Plain);
        return op;
    }
}
