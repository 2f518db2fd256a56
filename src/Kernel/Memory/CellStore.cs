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
    private long[] _values = new long[64];
    private long[] _initial = new long[64];
    private ulong[] _watchers = new ulong[64];
    private ulong[] _observers = new ulong[64];
    private ulong[] _decreaseObservers = new ulong[64];
    private int[] _writtenIn = new int[64];
    private int[] _written = new int[64];
    private int[] _log = new int[64];
    private int _logCount;
    private int _writtenCount;
    private int _epoch = 1;

    /// <summary>The number of cells allocated.</summary>
    public int Count => _names.Count;

    /// <summary>The watchers of all cells written since this was last set to zero.</summary>
    public ulong Touched { get; set; }

    /// <summary>The watcher that wants to know which cells were written, not only that some were: see <see cref="TakeLogged"/>.</summary>
    public const ulong LoggedBit = 1UL << 63;

    /// <summary>When not null, every change is noted here with its old value (replay only; costs a list entry a write).</summary>
    public List<CellChange>? Journal { get; set; }

    /// <summary>Allocates one cell.</summary>
    /// <param name="name">What a trace calls it; evaluated once.</param>
    /// <param name="initial">Its value in the initial state.</param>
    /// <param name="format">How its value is written for a reader.</param>
    public Cell Allocate(string name, long initial = 0, CellFormat format = CellFormat.Integer)
    {
        var id = _names.Count;
        if (id == _values.Length)
        {
            Grow(id * 2);
        }

        _names.Add(name);
        _formats.Add(format);
        _values[id] = initial;
        _initial[id] = initial;
        return new Cell(id);
    }

    /// <summary>The present value of a cell.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Read(int cell) => _values[cell];

    /// <summary>The present value of a cell.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Read(Cell cell) => _values[cell.Id];

    /// <summary>Writes a cell.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(int cell, long value)
    {
        if (_writtenIn[cell] != _epoch)
        {
            _writtenIn[cell] = _epoch;
            _written[_writtenCount++] = cell;
        }

        Journal?.Add(new CellChange(cell, _values[cell], value));

        _values[cell] = value;
        var watchers = _watchers[cell];
        Touched |= watchers;
        if ((long)watchers < 0)
        {
            Log(cell);
        }
    }

    /// <summary>Writes a cell.</summary>
    public void Write(Cell cell, long value) => Write(cell.Id, value);

    /// <summary>Sets the value that a cell has in the initial state, and now. Only while a scenario is being built.</summary>
    public void SetInitial(Cell cell, long value)
    {
        _initial[cell.Id] = value;
        _values[cell.Id] = value;
    }

    /// <summary>The predicates (one bit each) that look at a cell and whose truth depends on other actors' steps too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Observers(int cell) => _observers[cell];

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
        _watchers[cell.Id] |= bits;
        if (ordered)
        {
            _observers[cell.Id] |= bits;
        }
    }

    /// <summary>Says that the order of writes of a cell by different actors matters to predicates that are told of them otherwise.</summary>
    public void Order(Cell cell, ulong bits) => _observers[cell.Id] |= bits;

    /// <summary>Like <see cref="Order"/>, but only for steps that lower the value.</summary>
    public void OrderDecrease(Cell cell, ulong bits) => _decreaseObservers[cell.Id] |= bits;

    /// <summary>Returns every cell to its initial value.</summary>
    public void Reset()
    {
        for (var i = 0; i < _writtenCount; i++)
        {
            var cell = _written[i];
            _values[cell] = _initial[cell];
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
            if (_values[cell] != _initial[cell])
            {
                hash ^= Mix(((ulong)cell << 32) ^ (ulong)_values[cell] ^ 0x9E3779B97F4A7C15UL);
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

    private void Log(int cell)
    {
        if (_logCount == _log.Length)
        {
            Array.Resize(ref _log, _logCount * 2);
        }

        _log[_logCount++] = cell;
    }

    private void Grow(int size)
    {
        Array.Resize(ref _values, size);
        Array.Resize(ref _initial, size);
        Array.Resize(ref _watchers, size);
        Array.Resize(ref _observers, size);
        Array.Resize(ref _decreaseObservers, size);
        Array.Resize(ref _writtenIn, size);
        Array.Resize(ref _written, size);
    }
}
