using RaceSim.Kernel.Locks;
using RaceSim.Kernel.Memory;

namespace RaceSim.Scenarios.Invariants;

/// <summary>
/// How an invariant says what it looks at. A predicate gets a bit; it is evaluated after a step that touched what it watches, and steps with a
/// common bit are kept in order by partial-order reduction wherever the predicate says that the order matters.
/// </summary>
public sealed class Watch
{
    private readonly KernelInstance _kernel;
    private readonly InvariantMonitor _monitor;
    private readonly Invariant _invariant;

    internal Watch(KernelInstance kernel, InvariantMonitor monitor, Invariant invariant)
    {
        _kernel = kernel;
        _monitor = monitor;
        _invariant = invariant;
    }

    /// <summary>Adds a predicate.</summary>
    /// <param name="check">Returns null if it holds, otherwise what was seen. Evaluated often: builds a text only if broken.</param>
    /// <returns>The predicate's bit, for the methods below.</returns>
    public ulong Predicate(Func<string?> check) => _monitor.Add(_invariant.Id, check);

    /// <summary>Adds a predicate that judges the step just taken rather than the state: it is evaluated after steps that touch what it watches, and after no other.</summary>
    /// <param name="check">Returns null if the step is right, otherwise what was seen.</param>
    /// <returns>The predicate's bit, for the methods below. There are few such bits: one for a kind of object, not one for each.</returns>
    public ulong Event(Func<string?> check) => _monitor.AddEvent(_invariant.Id, check);

    /// <summary>Evaluates the predicate after writes of a cell; the order of such writes by different actors matters.</summary>
    public void Ordered(Cell cell, ulong predicate) => _kernel.Cells.Watch(cell, predicate, ordered: true);

    /// <summary>Evaluates the predicate after writes of a cell, whose truth depends on nothing that another actor could do meanwhile.</summary>
    public void Own(Cell cell, ulong predicate) => _kernel.Cells.Watch(cell, predicate, ordered: false);

    /// <summary>Evaluates the predicate after writes of a cell; the order matters only for steps that lower it.</summary>
    public void OrderedDecrease(Cell cell, ulong predicate) => _kernel.Cells.WatchDecrease(cell, predicate);

    /// <summary>Evaluates the predicate whenever the lock is given up.</summary>
    /// <param name="target">The lock.</param>
    /// <param name="predicate">The predicate's bit.</param>
    /// <param name="ordered">Whether the order of operations on different watched locks matters; false if the predicate concerns one lock alone.</param>
    public void Released(LockState target, ulong predicate, bool ordered) => _kernel.Machine.WatchLock(target, predicate, ordered);

    /// <summary>Evaluates a predicate once all threads have ended.</summary>
    public void AtEnd(Func<string?> check) => _monitor.AddAtEnd(_invariant.Id, check);
}
