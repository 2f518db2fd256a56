using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Memory;

namespace RaceSim.Scenarios.Invariants;

/// <summary>
/// From where page tables are reached, on machines where they are shared and freed: an entry of a table counts once for each PMD entry that names it, with COW-PTE v2 once at most. A
/// child under construction does not count before its snapshot: fork raises the counts after it has shared the table.
/// </summary>
internal sealed class SharedTables
{
    private readonly KernelInstance _kernel;
    private readonly int[] _weights;
    private readonly (Mm? Mm, int Va)[] _places;
    private readonly (Mm? Mm, int Va)[] _before;
    private readonly HashSet<int> _cells = [];
    private readonly HashSet<int> _unborn = [];
    private readonly Dictionary<int, (Mm Mm, int Slot)> _pmds = [];
    private readonly Dictionary<int, Pmd> _seen = [];

    /// <summary>Begins without a table; <see cref="Update"/> looks at each.</summary>
    public SharedTables(KernelInstance kernel)
    {
        _kernel = kernel;
        var tables = kernel.Pool!.Pages.Count;
        _weights = new int[tables];
        _places = new (Mm?, int)[tables];
        _before = new (Mm?, int)[tables];
        foreach (var mm in kernel.Mms)
        {
            _cells.Add(mm.Snapshot.Id);
            if (kernel.Cells.Read(mm.Linked) == 0)
            {
                _unborn.Add(mm.Id);
            }

            for (var slot = 0; slot < mm.Slots; slot++)
            {
                _cells.Add(mm.Pmds.At(slot).Id);
                _pmds[mm.Pmds.At(slot).Id] = (mm, slot);
                _seen[mm.Pmds.At(slot).Id] = new Pmd(kernel.Cells.Read(mm.Pmds.At(slot)));
            }
        }
    }

    /// <summary>Whether something was noted since the last reset.</summary>
    public bool IsChanged { get; set; }

    /// <summary>The cells whose writes have to be noted.</summary>
    public IEnumerable<int> Cells => _cells;

    /// <summary>Whether a cell decides from where tables are reached.</summary>
    public bool Concerns(int cell) => _cells.Contains(cell);

    /// <summary>Takes note of the write of a PMD entry; returns whose it is and what it held before. Null for another cell.</summary>
    public (Mm Mm, int Slot, Pmd Before)? Note(int cell)
    {
        IsChanged = true;
        if (!_pmds.TryGetValue(cell, out var place))
        {
            return null;
        }

        var before = _seen[cell];
        _seen[cell] = new Pmd(_kernel.Cells.Read(cell));
        return (place.Mm, place.Slot, before);
    }

    /// <summary>Follows the PMD entries back to the initial state.</summary>
    public void Reset()
    {
        foreach (var cell in _pmds.Keys)
        {
            _seen[cell] = new Pmd(_kernel.Cells.Read(cell));
        }
    }

    /// <summary>How often an entry of a table counts.</summary>
    public int Weight(int table) => _weights[table];

    /// <summary>Whether an entry of a table belongs to a private mapping.</summary>
    public bool IsCow(int table, int index) => IsCow(_places[table], index);

    /// <summary>The same, as it was before the last <see cref="Update"/>.</summary>
    public bool WasCow(int table, int index) => IsCow(_before[table], index);

    /// <summary>Looks from where a table is reached now; true if that has changed.</summary>
    public bool Update(int table)
    {
        var (pointers, place) = (0, default((Mm? Mm, int Va)));
        foreach (var (cell, (mm, slot)) in _pmds)
        {
            if (new Pmd(_kernel.Cells.Read(cell)).Table == table + 1 && (!_unborn.Contains(mm.Id) || _kernel.Cells.Read(mm.Snapshot) != 0))
            {
                pointers++;
                place = place.Mm is null ? (mm, slot * mm.PtesPerTable) : place;
            }
        }

        var weight = _kernel.Build.Tables == TableSharing.CowPteV2 ? Math.Min(pointers, 1) : pointers;
        var isChanged = weight != _weights[table] || place != _places[table];
        _before[table] = _places[table];
        (_weights[table], _places[table]) = (weight, place);
        return isChanged;
    }

    private static bool IsCow((Mm? Mm, int Va) place, int index) => place.Mm?.FindVma(place.Va + index) is { IsCow: true };
}
