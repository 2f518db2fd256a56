using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Memory;

namespace RaceSim.Scenarios.Invariants;

/// <summary>
/// What page tables say of each page frame, kept up to date write by write, so that a check costs what a step changed and not what is mapped.
/// </summary>
internal sealed class MappingIndex
{
    private readonly KernelInstance _kernel;
    private readonly int[] _entryOf;
    private readonly long[] _seen;
    private readonly int[] _entries;
    private readonly int[] _blocks;
    private readonly int[] _writable;
    private readonly int[] _frameOfCounter;
    private readonly bool[] _isDirty;
    private readonly List<int> _dirtyFrames = [];
    private readonly List<int>[] _dirtyBlocks;
    private readonly List<EntryPlace> _places = [];
    private readonly List<int> _changed = [];
    private readonly SharedTables? _shared;

    /// <summary>Indexes the initial state.</summary>
    public MappingIndex(KernelInstance kernel)
    {
        _kernel = kernel;
        var frames = kernel.FrameCount;
        _entries = new int[frames];
        _blocks = new int[frames];
        _writable = new int[frames];
        _isDirty = new bool[frames];
        _entryOf = new int[kernel.Cells.Count];
        _seen = new long[kernel.Cells.Count];
        _frameOfCounter = new int[kernel.Cells.Count];
        _dirtyBlocks = new List<int>[kernel.Pool?.Pages.Count ?? kernel.Tables.Count];
        _shared = kernel.Pool is null ? null : new SharedTables(kernel);
        Array.Fill(_entryOf, -1);
        Array.Fill(_frameOfCounter, -1);
        for (var i = 0; i < _dirtyBlocks.Length; i++)
        {
            _dirtyBlocks[i] = [];
            if (kernel.Pool is null)
            {
                AddTable(kernel.Tables[i], i);
            }
            else
            {
                AddPage(kernel.Pool.Pages[i]);
            }
        }

        foreach (var folio in kernel.Folios)
        {
            AddCounters(folio);
        }
    }

    /// <summary>A place for an entry: the number of its table, from 0, and its index there. Whether its mapping is private is known here where tables do not change.</summary>
    internal readonly record struct EntryPlace(int Table, int Index, bool IsCow);

    /// <summary>Which tables are reached from where; null where tables do not change.</summary>
    public SharedTables? Shared => _shared;

    /// <summary>The frames whose entries or counters changed since <see cref="Clean"/>.</summary>
    public List<int> DirtyFrames => _dirtyFrames;

    /// <summary>The number of entries that map a frame (for the CPU or a device), without those that stand for a block.</summary>
    public int Entries(int pfn) => _entries[pfn];

    /// <summary>The number of contiguous entries that name a frame where the core counts blocks as one.</summary>
    public int Blocks(int pfn) => _blocks[pfn];

    /// <summary>The number of writable entries of private mappings that name a frame.</summary>
    public int Writable(int pfn) => _writable[pfn];

    /// <summary>The blocks of a table (by their first entry) in which something changed since they were last taken.</summary>
    public List<int> DirtyBlocks(int table) => _dirtyBlocks[table];

    /// <summary>Takes note of a write; true, with the place, if the cell is a page-table entry.</summary>
    public bool Apply(int cell, out EntryPlace place)
    {
        place = default;
        if (_frameOfCounter[cell] >= 0)
        {
            MarkDirty(_frameOfCounter[cell]);
            return false;
        }

        if (_entryOf[cell] < 0)
        {
            return false;
        }

        place = _places[_entryOf[cell]];
        _changed.Add(cell);
        Replace(cell, place);
        return true;
    }

    /// <summary>Takes note of a write of a PMD entry, or of what decides whether it counts: the pages of tables that are reached from more or fewer places are counted anew.</summary>
    public void ApplyPmd()
    {
        for (var table = 0; table < _dirtyBlocks.Length; table++)
        {
            var before = _shared!.Weight(table);
            if (!_shared.Update(table))
            {
                continue;
            }

            var page = _kernel.Pool!.Pages[table];
            for (var i = 0; i < page.Count; i++)
            {
                var pte = new Pte(_seen[page.Entries.At(i).Id]);
                Count(pte, before, _shared.WasCow(table, i), -1);
                Count(pte, _shared.Weight(table), _shared.IsCow(table, i), 1);
            }
        }
    }

    /// <summary>Forgets which frames are dirty.</summary>
    public void Clean()
    {
        foreach (var frame in _dirtyFrames)
        {
            _isDirty[frame] = false;
        }

        _dirtyFrames.Clear();
    }

    /// <summary>Follows the cells back to the initial state, after they have been reset.</summary>
    public void Reset()
    {
        if (_shared is { IsChanged: true })
        {
            ApplyPmd();
            _shared.Reset();
            _shared.IsChanged = false;
        }

        foreach (var cell in _changed)
        {
            Replace(cell, _places[_entryOf[cell]]);
        }

        _changed.Clear();
        Clean();
        foreach (var blocks in _dirtyBlocks)
        {
            blocks.Clear();
        }
    }

    private void AddTable(PageTable table, int number)
    {
        for (var i = 0; i < table.Count; i++)
        {
            var cell = table.Entries.At(i);
            var va = table.FirstVa + i;
            _entryOf[cell.Id] = _places.Count;
            _places.Add(new EntryPlace(number, i, table.Mm.FindVma(va) is { IsCow: true }));
            _seen[cell.Id] = _kernel.Cells.Read(cell);
            Count(new Pte(_seen[cell.Id]), 1, _places[^1].IsCow, 1);
        }
    }

    private void AddPage(TablePage page)
    {
        _shared!.Update(page.Id - 1);
        for (var i = 0; i < page.Count; i++)
        {
            var cell = page.Entries.At(i);
            _entryOf[cell.Id] = _places.Count;
            _places.Add(new EntryPlace(page.Id - 1, i, false));
            _seen[cell.Id] = _kernel.Cells.Read(cell);
            Count(new Pte(_seen[cell.Id]), _shared.Weight(page.Id - 1), _shared.IsCow(page.Id - 1, i), 1);
        }
    }

    private void AddCounters(Folio folio)
    {
        for (var page = 0; page < folio.Pages; page++)
        {
            _frameOfCounter[folio.Mapcount(page).Id] = folio.Pfn + page;
            _frameOfCounter[folio.AnonExclusive.At(page).Id] = folio.Pfn + page;
        }
    }

    private void Replace(int cell, EntryPlace place)
    {
        var now = _kernel.Cells.Read(cell);
        var before = _seen[cell];
        if (now == before)
        {
            return;
        }

        var (weight, isCow) = _shared is null ? (1, place.IsCow) : (_shared.Weight(place.Table), _shared.IsCow(place.Table, place.Index));
        Count(new Pte(before), weight, isCow, -1);
        Count(new Pte(now), weight, isCow, 1);
        _seen[cell] = now;
        _dirtyBlocks[place.Table].Add(place.Index / _kernel.Constants.ContPtes * _kernel.Constants.ContPtes);
    }

    private void Count(Pte pte, int weight, bool isCow, int sign)
    {
        if (!pte.IsMapping || pte.Pfn >= _entries.Length || weight == 0)
        {
            return;
        }

        var by = weight * sign;
        if (pte.IsPresent && pte.IsCont && _kernel.Build.ContPte == ContPteMode.Explicit)
        {
            _blocks[pte.Pfn] += by;
        }
        else
        {
            _entries[pte.Pfn] += by;
        }

        _writable[pte.Pfn] += pte.IsPresent && pte.IsWritable && isCow ? by : 0;
        MarkDirty(pte.Pfn);
    }

    private void MarkDirty(int frame)
    {
        if (!_isDirty[frame])
        {
            _isDirty[frame] = true;
            _dirtyFrames.Add(frame);
        }
    }
}
