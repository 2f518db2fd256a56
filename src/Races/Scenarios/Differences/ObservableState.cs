using System.Globalization;
using RaceSim.Actors;
using RaceSim.Kernel.Memory;

namespace RaceSim.Scenarios.Differences;

/// <summary>Reads from a finished execution what two builds are compared by, under names that no build chooses.</summary>
internal sealed class ObservableState
{
    private static readonly string[] RssNames = ["rss[anon]", "rss[file]", "rss[swap]", "rss[shmem]"];

    private readonly KernelInstance _kernel;
    private readonly MeasuredProgram _program;
    private readonly StateView _view;
    private readonly FrameNames _frames;

    /// <summary>Reads from one instance.</summary>
    public ObservableState(KernelInstance kernel, MeasuredProgram program, StateView view)
    {
        _kernel = kernel;
        _program = program;
        _view = view;
        _frames = new FrameNames(kernel);
    }

    /// <summary>Reads the present state.</summary>
    public void Read(StateRecord record)
    {
        _frames.Clear();
        AddReturned(record); // First, because it is what a reader looks for first.
        foreach (var mm in _kernel.Mms)
        {
            AddMm(record, mm);
        }

        foreach (var folio in _kernel.Folios.Where(f => !f.IsSpare))
        {
            AddFolio(record, folio, folio.Name);
        }

        record.AddLength(_frames.Fresh.Count);
        for (var i = 0; i < _frames.Fresh.Count; i++)
        {
            AddFolio(record, _frames.Fresh[i], FrameNames.FreshName(i));
        }

        AddLost(record);
        AddSwap(record);
        if (_view == StateView.Full)
        {
            AddTlbs(record);
        }
    }

    private long Value(Cell cell) => _kernel.Cells.Read(cell);

    private void AddMm(StateRecord record, Mm mm)
    {
        for (var slot = 0; slot < mm.Slots; slot++)
        {
            record.Add(mm.Name, "pmd", slot, PmdState(mm, slot));
        }

        for (var va = 0; va < mm.Pages; va++)
        {
            AddEntry(record, mm.Name, "pte", va, mm.EntryAt(_kernel.Cells, va));
        }

        if (_view == StateView.Core)
        {
            AddAccessedDirty(record, mm);
        }

        for (var kind = 0; kind < RssNames.Length; kind++)
        {
            record.Add(mm.Name, RssNames[kind], -1, Value(mm.RssCells.At(kind)));
        }

        record.Add(mm.Name, "has_pinned", -1, Value(mm.HasPinned));
        record.Add(mm.Name, "mmlist", -1, Value(mm.Mmlist));
    }

    // Which of its spare tables a CPU took is nobody's business; whether the entry lets stores through is.
    private long PmdState(Mm mm, int slot)
    {
        var pmd = new Pmd(Value(mm.Pmds.At(slot)));
        return mm.Pool is null ? pmd.Bits : pmd.IsNone ? 0 : pmd.IsWritable ? 1 : 2;
    }

    private void AddEntry(StateRecord record, string owner, string field, int index, Pte pte)
    {
        if (pte.Kind is PteKind.None or PteKind.Swap or PteKind.Marker)
        {
            record.Add(owner, field, index, pte.Bits, pte, static p => p.ToString());
            return;
        }

        if (_view == StateView.Core)
        {
            pte = pte.MakeNonCont();
            pte = pte.IsPresent ? pte.MakeOld().MakeClean() : pte;
        }

        var number = _frames.Number(pte.Pfn);
        record.Add(owner, field, index, pte.Advance(number - pte.Pfn).Bits, (Pte: pte, Names: _frames, Number: number), static e =>
            e.Pte.ToString().Replace($"pfn {e.Pte.Pfn}", e.Names.Text(e.Number), StringComparison.Ordinal) + (e.Pte.IsYoung ? " young" : ""));
    }

    // The kernel asks a folio, not a page, whether it was accessed or written.
    private void AddAccessedDirty(StateRecord record, Mm mm)
    {
        foreach (var folio in _kernel.Folios)
        {
            var gathered = Pte.None;
            for (var va = 0; va < mm.Pages; va++)
            {
                var pte = mm.EntryAt(_kernel.Cells, va);
                if (pte.IsPresent && _kernel.Frame(pte.Pfn).Folio == folio)
                {
                    gathered = gathered.WithAccessedDirtyOf(pte);
                }
            }

            if (folio.IsSpare && gathered.Bits == 0)
            {
                continue; // Most spare folios are mapped nowhere.
            }

            record.AddLength(_frames.Number(folio.Pfn));
            record.Add(gathered.Bits, (Mm: mm, Folio: folio, Names: _frames), static o => $"{o.Mm.Name}.accessed/dirty of {o.Names.Name(o.Folio)}", static bits =>
                $"{(new Pte(bits).IsYoung ? "accessed" : "old")}, {(new Pte(bits).IsDirty ? "dirty" : "clean")}");
        }
    }

    private void AddFolio(StateRecord record, Folio folio, string name)
    {
        record.Add(name, "refcount", -1, Value(folio.Refcount));
        var isFree = Value(folio.Refcount) == 0;
        for (var page = 0; page < folio.Pages; page++)
        {
            record.Add(name, "mapcount", page, Value(folio.Mapcount(page)));
            if (!isFree)
            {
                // Of a free page neither the flag nor the data means anything.
                record.Add(name, "AnonExclusive", page, Value(folio.AnonExclusive.At(page)));
                record.Add(name, "data", page, Value(folio.Content.At(page)));
            }
        }

        record.Add(name, "entire_mapcount", -1, Value(folio.EntireMapcount));
        record.Add(name, "pincount", -1, Value(folio.Pincount));
    }

    /// <summary>Fresh folios that are not free although nothing maps them.</summary>
    private void AddLost(StateRecord record)
    {
        var lost = new List<long>();
        foreach (var folio in _kernel.Folios)
        {
            if (folio.IsSpare && Value(folio.Refcount) != 0 && !_frames.Fresh.Contains(folio))
            {
                lost.Add(Value(folio.Refcount));
            }
        }

        lost.Sort();
        record.AddLength(lost.Count);
        for (var i = 0; i < lost.Count; i++)
        {
            record.Add("", "references of an unmapped fresh folio", i, lost[i]);
        }
    }

    private void AddSwap(StateRecord record)
    {
        for (var slot = 0; _kernel.Swap is { } swap && slot < swap.Slots; slot++)
        {
            record.Add("", "swap_map", slot, Value(swap.Counts.At(slot)));
            record.Add("", "swap count", slot, swap.Total(_kernel.Cells, slot));
        }
    }

    private void AddTlbs(StateRecord record)
    {
        foreach (var tlb in _kernel.Tlbs.All)
        {
            for (var va = 0; va < tlb.Mm.Pages; va++)
            {
                AddEntry(record, $"cpu{tlb.Cpu.Processor}", "tlb", va, new Pte(Value(tlb.Entries.At(va))));
            }
        }
    }

    private void AddReturned(StateRecord record)
    {
        for (var context = 0; context < _program.ActorCount; context++)
        {
            var number = 0;
            foreach (var returned in _program.Returned)
            {
                if (returned.Context == context)
                {
                    record.AddLength(returned.Argument);
                    record.Add(returned.Value, (Program: _program, Returned: returned, Number: ++number), static r =>
                        $"{r.Program.ActorName(r.Returned.Context)} {r.Returned.Operation} {r.Returned.Argument} (answer {r.Number})", static v => v.ToString(CultureInfo.InvariantCulture));
                }
            }

            record.AddLength(number);
        }
    }
}
