using RaceSim.Steps;

namespace RaceSim.Exploration;

/// <summary>
/// Which access read from which write: the pairs of sites that schedules have shown. A site is an actor and a place in its code; the initial value counts as a
/// write of its own. A write reads from the one before it, so that orders of writes are feedback too.
/// </summary>
internal sealed class ReadsFrom
{
    /// <summary>The site of the initial value.</summary>
    public const int Initially = -1;

    private readonly SiteTable _places = new();
    private readonly List<(int Write, int Read)> _pairs = [];
    private readonly HashSet<(int Write, int Read)> _known = [];
    private int[] _lastWrite = [];
    private int[] _epochs = [];
    private int _epoch;
    private UInt128 _events;

    /// <summary>Whether the present or last execution showed a pair or an event for the first time.</summary>
    public bool WasNew { get; private set; }

    /// <summary>The number of pairs known.</summary>
    public int PairCount => _pairs.Count;

    /// <summary>A pair, by the order in which they were met.</summary>
    public (int Write, int Read) Pair(int index) => _pairs[index];

    /// <summary>Begins an execution.</summary>
    public void Begin(IProgram program)
    {
        if (_lastWrite.Length < program.CellCount)
        {
            _lastWrite = new int[program.CellCount];
            _epochs = new int[program.CellCount];
        }

        _epoch++;
        WasNew = false;
    }

    /// <summary>The site of an actor's step.</summary>
    public int Site(int actor, in Operation operation) => (_places.Of(operation) << 6) | actor;

    /// <summary>Whether the last write of the operation's first cell was at a site.</summary>
    public bool LastWrote(in Operation operation, int site) => operation.Cell >= 0 && LastWrite(operation.Cell) == site;

    /// <summary>Adds a step that is about to be performed.</summary>
    public void Add(int actor, in Operation operation, UInt128 events)
    {
        WasNew |= (events & ~_events) != 0;
        _events |= events;
        if (operation.Cell < 0)
            return;
        var site = Site(actor, operation);
        Access(operation.Cell, operation.Mode, site);
        Access(operation.Cell2, operation.Mode2, site);
        Access(operation.Cell3, operation.Mode3, site);
    }

    private void Access(int cell, AccessMode mode, int site)
    {
        if (cell < 0 || mode == AccessMode.None)
            return;
        var write = LastWrite(cell);
        if (_known.Add((write, site)))
        {
            _pairs.Add((write, site));
            WasNew = true;
        }

        if (mode == AccessMode.Write)
            _lastWrite[cell] = site;
    }

    private int LastWrite(int cell)
    {
        if (_epochs[cell] != _epoch)
        {
            _epochs[cell] = _epoch;
            _lastWrite[cell] = Initially;
        }

        return _lastWrite[cell];
    }
}
