using RaceSim.Kernel.Locks;
using RaceSim.Kernel.Memory;

namespace RaceSim.Scenarios.Invariants;

/// <summary>
/// How an invariant says what it looks at and when. A predicate returns null if it holds, otherwise what was seen; it is evaluated often, so it builds a
/// text only if broken. Where the order of other actors' writes matters to it, partial-order reduction is told to keep that order.
/// </summary>
public sealed class Watch
{
    private readonly KernelInstance _kernel;
    private readonly InvariantMonitor _monitor;
    private readonly string _id;

    internal Watch(KernelInstance kernel, InvariantMonitor monitor, string id)
    {
        _kernel = kernel;
        _monitor = monitor;
        _id = id;
    }

    /// <summary>What the page tables say of each frame.</summary>
    internal MappingIndex Index => _monitor.Index;

    /// <summary>Adds a predicate over a few cells; say which with the methods below.</summary>
    /// <returns>The predicate's bit.</returns>
    public ulong Predicate(Func<string?> check) => _monitor.Add(_id, check);

    /// <summary>Adds a predicate that judges the step just taken rather than the state: it is evaluated after steps that touch what it watches, and after no other.</summary>
    /// <param name="check">Returns null if the step is right, otherwise what was seen.</param>
    /// <returns>The predicate's bit, for the methods below. There are few such bits: one for a kind of object, not one for each.</returns>
    public ulong Event(Func<string?> check) => _monitor.AddEvent(_id, check);

    /// <summary>Evaluates the predicate after writes of a cell; the order of such writes by different actors matters.</summary>
    public void Ordered(Cell cell, ulong predicate) => _kernel.Cells.Watch(cell, predicate, ordered: true);

    /// <summary>Evaluates the predicate after writes of a cell, whose truth depends on nothing that another actor could do meanwhile.</summary>
    public void Own(Cell cell, ulong predicate) => _kernel.Cells.Watch(cell, predicate, ordered: false);

    /// <summary>Evaluates the predicate whenever the lock is given up; the order of operations on all locks so watched matters.</summary>
    public void Released(LockState target, ulong predicate) => _kernel.Machine.WatchLock(target, predicate, ordered: true);

    /// <summary>
    /// Adds a predicate over a page frame. It is evaluated for frames whose entries, mapcount or exclusive flag changed, once no page-table lock is held: all of
    /// these change only under such a lock, so the order of operations on the locks is all that matters.
    /// </summary>
    public void Frame(Func<int, string?> check) => _monitor.AddFrame(_id, check);

    /// <summary>
    /// Adds a predicate over a block of a table (the number of its first entry), evaluated when the table's lock is given up. It may look at nothing but this
    /// table: then no order but that of the lock itself matters.
    /// </summary>
    public void Block(Func<PageTable, int, string?> check) => _monitor.AddBlock(_id, check);

    /// <summary>Adds a predicate over an entry (table and page number), evaluated after every write of it.</summary>
    public void Entry(Func<PageTable, int, string?> check) => _monitor.AddEntry(_id, check);

    /// <summary>Like <see cref="Entry"/>, for a predicate that judges the write just made and not the entry: it is not asked of the initial state.</summary>
    public void EntryStore(Func<PageTable, int, string?> check) => _monitor.AddEntryStore(_id, check);

    /// <summary>Adds a predicate over the write of a PMD entry where tables change: whose it is, its slot, and what it held before.</summary>
    public void PmdStore(Func<Mm, int, Pmd, string?> check) => _monitor.AddPmdStore(_id, check);

    /// <summary>Adds a predicate over logged cells (the cell's number), evaluated after every write of them.</summary>
    public void Logged(IEnumerable<Cell> cells, Func<int, string?> check)
    {
        foreach (var cell in cells)
        {
            _monitor.Log(cell);
        }

        _monitor.AddCell(_id, check);
    }

    /// <summary>A bit with which to keep steps in order for <see cref="Entry"/> and <see cref="Logged"/> predicates.</summary>
    public ulong NewOrder() => _monitor.AddOrder();

    /// <summary>Keeps the writes of cells with a common bit in order.</summary>
    public void Order(Cell cell, ulong bit) => _kernel.Cells.Order(cell, bit);

    /// <summary>Like <see cref="Order"/>, for steps that lower the cell.</summary>
    public void OrderDecrease(Cell cell, ulong bit) => _kernel.Cells.OrderDecrease(cell, bit);

    /// <summary>Evaluates a predicate once all threads have ended.</summary>
    public void AtEnd(Func<string?> check) => _monitor.AddAtEnd(_id, check);
}
