using System.Numerics;
using RaceSim.Actors;
using RaceSim.Kernel;
using RaceSim.Kernel.Memory;

namespace RaceSim.Scenarios.Invariants;

/// <summary>Evaluates predicates incrementally: after a step only those that look at what the step wrote.</summary>
internal sealed class InvariantMonitor : IMonitor
{
    private const int EventBits = 15;
    private const int Bits = 63; // The last one is the log's.

    private readonly KernelInstance _kernel;
    private readonly List<(string Id, Func<string?> Check)>[] _byBit = [.. Enumerable.Range(0, Bits).Select(_ => new List<(string, Func<string?>)>())];
    private readonly List<(string Id, Func<string?> Check)> _atEnd = [];
    private readonly List<(string Id, Func<int, string?> Check)> _frames = [];
    private readonly List<(string Id, Func<PageTable, int, string?> Check)> _blocks = [];
    private readonly List<(string Id, Func<PageTable, int, string?> Check)> _entries = [];
    private readonly List<(string Id, Func<PageTable, int, string?> Check)> _entryStores = [];
    private readonly List<(string Id, Func<Mm, int, Pmd, string?> Check)> _pmdStores = [];
    private readonly List<(string Id, Func<int, string?> Check)> _cells = [];
    private ulong _quiet;
    private int _predicates;
    private int _events;

    public InvariantMonitor(KernelInstance kernel)
    {
        _kernel = kernel;
        Index = new MappingIndex(kernel);
        foreach (var page in Pages)
        {
            for (var i = 0; i < page.Count; i++)
            {
                Log(page.Entries.At(i));
            }
        }

        foreach (var cell in Index.Shared?.Cells ?? [])
        {
            Log(new Cell(cell));
        }

        foreach (var folio in kernel.Folios)
        {
            for (var page = 0; page < folio.Pages; page++)
            {
                Log(folio.Mapcount(page));
                Log(folio.AnonExclusive.At(page));
            }
        }
    }

    private IEnumerable<TablePage> Pages => _kernel.Pool?.Pages ?? _kernel.Tables.Select(t => t.Page);

    /// <summary>What the page tables say of each frame.</summary>
    public MappingIndex Index { get; }

    /// <summary>Adds a predicate of the state. Many share bits, which evaluates some too often and orders some steps needlessly, nothing worse.</summary>
    public ulong Add(string id, Func<string?> check)
    {
        var bit = _predicates++ % (Bits - EventBits);
        _byBit[bit].Add((id, check));
        return 1UL << bit;
    }

    /// <summary>Adds a predicate of the step just taken: it has a bit of its own, because after any other step it would say nothing.</summary>
    public ulong AddEvent(string id, Func<string?> check)
    {
        if (_events == EventBits)
        {
            throw new ModelException($"the checks of single steps are limited to {EventBits}: name fewer threads, or arm fewer invariants");
        }

        var bit = Bits - ++_events;
        _byBit[bit].Add((id, check));
        return 1UL << bit;
    }

    /// <summary>A bit for ordering alone.</summary>
    public ulong AddOrder() => 1UL << (_predicates++ % (Bits - EventBits));

    /// <summary>Adds a predicate for the end.</summary>
    public void AddAtEnd(string id, Func<string?> check) => _atEnd.Add((id, check));

    /// <summary>Adds a predicate over a frame, for moments at which all page-table locks are free.</summary>
    public void AddFrame(string id, Func<int, string?> check)
    {
        _frames.Add((id, check));
        if (_quiet != 0)
        {
            return;
        }

        _quiet = Add(id, CheckFrames);
        foreach (var page in Pages)
        {
            _kernel.Machine.WatchLock(page.Ptl, _quiet, ordered: true);
        }

        foreach (var cell in Index.Shared?.Cells ?? [])
        {
            _kernel.Cells.Watch(new Cell(cell), _quiet, ordered: true); // An entry that is reached no more, or for the first time, counts otherwise.
        }

        foreach (var mm in _kernel.Mms.Where(m => m.HugePmdLock is not null))
        {
            _kernel.Machine.WatchLock(mm.HugePmdLock!, _quiet, ordered: true);
        }
    }

    /// <summary>Adds a predicate over a block of a table, for moments at which the table's lock is given up.</summary>
    public void AddBlock(string id, Func<PageTable, int, string?> check)
    {
        _blocks.Add((id, check));
        for (var i = 0; i < _kernel.Tables.Count; i++)
        {
            var number = i;
            _kernel.Machine.WatchLock(_kernel.Tables[i].Ptl, Add(id, () => CheckBlocks(number)), ordered: false);
        }
    }

    /// <summary>Adds a predicate over an entry, after every write of it.</summary>
    public void AddEntry(string id, Func<PageTable, int, string?> check) => _entries.Add((id, check));

    /// <summary>Adds a predicate over the write of an entry, after every one.</summary>
    public void AddEntryStore(string id, Func<PageTable, int, string?> check) => _entryStores.Add((id, check));

    /// <summary>Adds a predicate over the write of a PMD entry: whose it is, the PMD slot, and what it held before.</summary>
    public void AddPmdStore(string id, Func<Mm, int, Pmd, string?> check) => _pmdStores.Add((id, check));

    /// <summary>Adds a predicate over other cells that are logged, after every write of them.</summary>
    public void AddCell(string id, Func<int, string?> check) => _cells.Add((id, check));

    /// <summary>Has the writes of a cell logged.</summary>
    public void Log(Cell cell) => _kernel.Cells.Watch(cell, CellStore.LoggedBit, ordered: false);

    /// <summary>What is broken before the first step: all predicates of the state, but none that judges a step or the end. Null if nothing is.</summary>
    public (string Id, string Seen)? InitialFault()
    {
        for (var bit = 0; bit < Bits - EventBits; bit++)
        {
            foreach (var (id, check) in _byBit[bit])
            {
                // The frames and blocks are asked below, each under its own id.
                if (check != (Func<string?>)CheckFrames && check() is { } seen)
                {
                    return (id, seen);
                }
            }
        }

        return InitialFrameFault() ?? InitialTableFault();
    }

    private (string Id, string Seen)? InitialFrameFault()
    {
        for (var frame = 0; frame < _kernel.FrameCount; frame++)
        {
            foreach (var (id, check) in _frames)
            {
                if (check(frame) is { } seen)
                {
                    return (id, seen);
                }
            }
        }

        return null;
    }

    private (string Id, string Seen)? InitialTableFault()
    {
        foreach (var table in Mappings.Reached(_kernel))
        {
            for (var va = table.FirstVa; va < table.FirstVa + table.Count; va++)
            {
                foreach (var (id, check) in _entries)
                {
                    if (check(table, va) is { } seen)
                    {
                        return (id, seen);
                    }
                }
            }

            for (var block = 0; block < table.Count; block += _kernel.Constants.ContPtes)
            {
                foreach (var (id, check) in _blocks)
                {
                    if (check(table, block) is { } seen)
                    {
                        return (id, seen);
                    }
                }
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public bool LooksAtSteps => true;

    /// <inheritdoc/>
    public void AfterStep(ulong touched)
    {
        if ((touched & CellStore.LoggedBit) != 0)
        {
            foreach (var cell in _kernel.Cells.TakeLogged())
            {
                Note(cell);
            }

            touched &= ~CellStore.LoggedBit;
        }

        for (; touched != 0; touched &= touched - 1)
        {
            Evaluate(_byBit[BitOperations.TrailingZeroCount(touched)]);
        }
    }

    /// <inheritdoc/>
    public void AtEnd() => Evaluate(_atEnd);

    /// <inheritdoc/>
    public void Reset() => Index.Reset();

    private void Note(int cell)
    {
        if (Index.Apply(cell, out var place))
        {
            NoteEntry(place);
        }
        else if (Index.Shared is { } shared && shared.Concerns(cell))
        {
            NotePmd(shared, cell);
        }
        else
        {
            foreach (var (id, check) in _cells)
            {
                Report(id, check(cell));
            }
        }
    }

    private void NoteEntry(MappingIndex.EntryPlace place)
    {
        if (_kernel.Pool is null)
        {
            Judge(_kernel.Tables[place.Table], place.Index, _entries);
            Judge(_kernel.Tables[place.Table], place.Index, _entryStores);
            return;
        }

        foreach (var mm in _kernel.Mms)
        {
            for (var va = 0; va < mm.Pages; va += mm.PtesPerTable)
            {
                // A table that nobody reaches says nothing yet, or any more.
                if (mm.Reached(_kernel.Cells, va) is { } view && view.Id == place.Table + 1)
                {
                    Judge(view, place.Index, _entries);
                    Judge(view, place.Index, _entryStores);
                }
            }
        }
    }

    private void NotePmd(SharedTables shared, int cell)
    {
        if (shared.Note(cell) is { } pmd)
        {
            foreach (var (id, check) in _pmdStores)
            {
                Report(id, check(pmd.Mm, pmd.Slot, pmd.Before));
            }

            var va = pmd.Slot * pmd.Mm.PtesPerTable;
            var view = pmd.Mm.Reached(_kernel.Cells, va);
            for (var i = 0; i < (view?.Count ?? 0); i++)
            {
                Judge(view!, i, _entries);
            }
        }

        Index.ApplyPmd();
    }

    private void Judge(PageTable table, int index, List<(string Id, Func<PageTable, int, string?> Check)> checks)
    {
        foreach (var (id, check) in checks)
        {
            Report(id, check(table, table.FirstVa + index));
        }
    }

    private string? CheckFrames()
    {
        if (Index.DirtyFrames.Count == 0 || !Mappings.AllPtlsFree(_kernel))
        {
            return null;
        }

        foreach (var frame in Index.DirtyFrames)
        {
            foreach (var (id, check) in _frames)
            {
                Report(id, check(frame));
            }
        }

        Index.Clean();
        return null;
    }

    private string? CheckBlocks(int number)
    {
        var table = _kernel.Tables[number];
        var dirty = Index.DirtyBlocks(number);
        if (_kernel.Machine.Released != table.Ptl || dirty.Count == 0)
        {
            return null;
        }

        foreach (var block in dirty)
        {
            foreach (var (id, check) in _blocks)
            {
                Report(id, check(table, block));
            }
        }

        dirty.Clear();
        return null;
    }

    private void Evaluate(List<(string Id, Func<string?> Check)> predicates)
    {
        foreach (var (id, check) in predicates)
        {
            Report(id, check());
        }
    }

    private void Report(string id, string? seen)
    {
        if (seen is not null)
        {
            _kernel.Machine.Report(id, seen);
        }
    }
}
