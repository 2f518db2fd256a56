using System.Runtime.CompilerServices;

namespace RaceSim.Kernel.Memory;

/// <summary>
/// All shared state of a simulated machine, one 64-bit value a cell. A reset undoes what was written and touches nothing else, so a schedule
/// costs what it writes. Every write adds the cell's watchers to <see cref="Touched"/>: only those predicates are evaluated after a step.
/// </summary>
public sealed class CellStore
{
    private readonly List<string> _names = [];
    private readonly List<CellFormat> _formats = [];
    private readonly List<ulong> _decreaseObservers = [];
    private Slot[] _slots = new Slot[64];
    private int[] _written = new int[64];
    private int[] _log = new int[64];
    private int _logCount;
    private int _writtenCount;
    private int _epoch = 1;
    private List<CellChange>? _journal;
    private ulong _journalBit; // LoggedBit while there is a journal: one test tells that a write concerns neither.

    /// <summary>The number of cells allocated.</summary>
    public int Count => _names.Count;

    /// <summary>The watchers of all cells written since this was last set to zero.</summary>
    public ulong Touched { get; set; }

    /// <summary>The watcher that wants to know which cells were written, not only that some were: see <see cref="TakeLogged"/>.</summary>
    public const ulong LoggedBit = 1UL << 63;

    /// <summary>When not null, every change is noted here with its old value (replay only; costs a list entry a write).</summary>
    public List<CellChange>? Journal
    {
        get => _journal;
        set
        {
            _journal = value;
            _journalBit = value is null ? 0 : LoggedBit;
        }
    }

    /// <summary>Allocates one cell.</summary>
    /// <param name="name">What a trace calls it; evaluated once.</param>
    /// <param name="initial">Its value in the initial state.</param>
    /// <param name="format">How its value is written for a reader.</param>
    public Cell Allocate(string name, long initial = 0, CellFormat format = CellFormat.Integer)
    {
        var id = _names.Count;
        if (id == _slots.Length)
        {
            Array.Resize(ref _slots, id * 2);
            Array.Resize(ref _written, id * 2);
        }

        _names.Add(name);
        _formats.Add(format);
        _decreaseObservers.Add(0);
        _slots[id] = new Slot { Value = initial, Initial = initial };
        return new Cell(id);
    }

    /// <summary>The present value of a cell.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Read(int cell) => _slots[cell].Value;

    /// <summary>The present value of a cell.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Read(Cell cell) => _slots[cell.Id].Value;

    /// <summary>Writes a cell.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(int cell, long value)
    {
        ref var slot = ref _slots[cell];
        if (slot.WrittenIn != _epoch)
        {
            slot.WrittenIn = _epoch;
            _written[_writtenCount++] = cell;
        }

        if ((long)(slot.Watchers | _journalBit) < 0)
        {
            Note(cell, slot.Value, value);
        }

        slot.Value = value;
        Touched |= slot.Watchers;
    }

    /// <summary>Writes a cell.</summary>
    public void Write(Cell cell, long value) => Write(cell.Id, value);

    /// <summary>Sets the value that a cell has in the initial state, and now. Only while a scenario is being built.</summary>
    public void SetInitial(Cell cell, long value)
    {
        _slots[cell.Id].Initial = value;
        _slots[cell.Id].Value = value;
    }

    /// <summary>The predicates (one bit each) that look at a cell and whose truth depends on other actors' steps too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Observers(int cell) => _slots[cell].Observers;

    /// <summary>Like <see cref="Observers"/>, for a step that can only lower the value.</summary>
    public ulong DecreaseObservers(int cell) => _decreaseObservers[cell];

    /// <summary>Registers predicates that are to be evaluated after a step that writes <paramref name="cell"/>.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="bits">One bit a predicate.</param>
    /// <param name="ordered">
    /// Whether the order of such writes by different actors matters to the predicate; false only if its truth depends on nothing
    /// but this cell and what the writer itself holds.
    /// </param>
    public void Watch(Cell cell, ulong bits, bool ordered)
    {
        _slots[cell.Id].Watchers |= bits;
        if (ordered)
        {
            _slots[cell.Id].Observers |= bits;
        }
    }

    /// <summary>Says that the order of writes of a cell by different actors matters to predicates that are told of them otherwise.</summary>
    public void Order(Cell cell, ulong bits) => _slots[cell.Id].Observers |= bits;

    /// <summary>Like <see cref="Order"/>, but only for steps that lower the value.</summary>
    public void OrderDecrease(Cell cell, ulong bits) => _decreaseObservers[cell.Id] |= bits;

    /// <summary>Returns every cell to its initial value.</summary>
    public void Reset()
    {
        for (var i = 0; i < _writtenCount; i++)
        {
            var cell = _written[i];
            _slots[cell].Value = _slots[cell].Initial;
        }

        _writtenCount = 0;
        _logCount = 0;
        _epoch++;
        Touched = 0;
    }

    /// <summary>A hash of the whole state that depends on values only, not on the order of writes.</summary>
    public ulong Fingerprint()
    {
        ulong hash = 0;
        for (var i = 0; i < _writtenCount; i++)
        {
            var cell = _written[i];
            ref var slot = ref _slots[cell];
            if (slot.Value != slot.Initial)
            {
                hash ^= Mix(((ulong)cell << 32) ^ (ulong)slot.Value ^ 0x9E3779B97F4A7C15UL);
            }
        }

        return hash;
    }

    /// <summary>What a trace calls a cell.</summary>
    public string Name(int cell) => _names[cell];

    /// <summary>How a cell's value is written.</summary>
    public CellFormat Format(int cell) => _formats[cell];

    /// <summary>A bijective 64-bit mixer (the finaliser of splitmix64).</summary>
    public static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9UL;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EBUL;
        return x ^ (x >> 31);
    }

    /// <summary>The cells watched by <see cref="LoggedBit"/> and written since this was last called, in order, with repetitions. Valid until the next write.</summary>
    public ReadOnlySpan<int> TakeLogged()
    {
        var logged = _log.AsSpan(0, _logCount);
        _logCount = 0;
        return logged;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Note(int cell, long old, long value)
    {
        _journal?.Add(new CellChange(cell, old, value));
        if ((long)_slots[cell].Watchers >= 0)
        {
            return;
        }

        if (_logCount == _log.Length)
        {
            Array.Resize(ref _log, _logCount * 2);
        }

        _log[_logCount++] = cell;
    }

    /// <summary>All that a write looks at, side by side.</summary>
    private struct Slot
    {
        public long Value;
        public ulong Watchers;
        public ulong Observers;
        public long Initial;
        public int WrittenIn;
    }
}
