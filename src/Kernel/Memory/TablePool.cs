using RaceSim.Kernel.Cpus;

namespace RaceSim.Kernel.Memory;

/// <summary>
/// The page tables of a machine on which they are shared, allocated and freed. Each CPU allocates from spare tables of its own, so that allocations commute, and a freed
/// table never comes back, so that its use stays visible.
/// </summary>
public sealed class TablePool
{
    private readonly KernelInstance _kernel;
    private readonly List<TablePage> _pages = [];
    private readonly Dictionary<(int Mm, int Slot, int Table), PageTable> _views = [];
    private readonly Dictionary<int, (List<TablePage> Tables, Cell Used)> _spares = [];
    private readonly Dictionary<int, Cell> _failures = [];

    /// <summary>Creates an empty pool.</summary>
    public TablePool(KernelInstance kernel)
    {
        _kernel = kernel;
        UsedWhenFreed = kernel.Cells.Allocate("freed table used");
    }

    /// <summary>All tables; the one of number n is at n - 1.</summary>
    public List<TablePage> Pages => _pages;

    /// <summary>
    /// What a walker found out about a table that is not there: the number of a freed table that it used without its lock, or <see cref="Wild"/>; 0 if nobody did. A mark for a check.
    /// </summary>
    public Cell UsedWhenFreed { get; }

    /// <summary>In <see cref="UsedWhenFreed"/>: a lock and a table were derived from a PMD entry that names none.</summary>
    public const long Wild = -1;

    /// <summary>Adds a table.</summary>
    /// <param name="name">What the cells of its entries are called before the index.</param>
    /// <param name="firstIndex">The index of its first entry in those names.</param>
    /// <param name="ptl">What its lock is called.</param>
    /// <param name="spare">Whether it waits to be allocated.</param>
    public TablePage Add(string name, int firstIndex, string ptl, bool spare)
    {
        var id = _pages.Count + 1;
        var cells = _kernel.Cells;
        var count = _kernel.Constants.PtesPerTable;
        var entries = cells.Allocate($"{name}.pte[{firstIndex}]", 0, CellFormat.Pte);
        for (var i = 1; i < count; i++)
        {
            cells.Allocate($"{name}.pte[{firstIndex + i}]", 0, CellFormat.Pte);
        }

        var page = new TablePage
        {
            Id = id,
            Entries = entries,
            Count = count,
            Ptl = _kernel.Machine.AddLock(ptl, Locks.LockClass.PageTable),
            Refcount = cells.Allocate($"table{id}.refcount", spare ? 0 : 1),
            Owner = cells.Allocate($"table{id}.owner"),
            Freed = cells.Allocate($"table{id}.freed"),
            IsSpare = spare,
        };
        _pages.Add(page);
        return page;
    }

    /// <summary>Adds tables that a CPU can allocate.</summary>
    public void AddSpares(int processor, int count)
    {
        var tables = Enumerable.Range(0, count).Select(_ => AddSpare()).ToList();
        if (_kernel.Options.TableAllocationFailures > 0)
        {
            _failures[processor] = _kernel.Cells.Allocate($"cpu{processor} failed table allocations");
        }

        _spares[processor] = (tables, _kernel.Cells.Allocate($"cpu{processor} spare tables used"));
    }

    /// <summary>Takes a fresh, empty table for the acting CPU with one reference; null if the scenario gave it none (left).</summary>
    public TablePage? Take(Cpu cpu)
    {
        if (!_spares.TryGetValue(cpu.Processor, out var spares))
        {
            return null;
        }

        var used = (int)_kernel.Cells.Read(spares.Used);
        if (used == spares.Tables.Count)
        {
            return null;
        }

        _kernel.Cells.Write(spares.Used, used + 1);
        _kernel.Cells.Write(spares.Tables[used].Refcount, 1);
        return spares.Tables[used];
    }

    /// <summary>Whether the next allocation of a CPU may fail: only so many do.</summary>
    public bool MayFail(Cpu cpu) => _failures.TryGetValue(cpu.Processor, out var failures) && _kernel.Cells.Read(failures) < _kernel.Options.TableAllocationFailures;

    /// <summary>Notes that an allocation of a CPU has failed.</summary>
    public void Fail(Cpu cpu) => _kernel.Cells.Write(_failures[cpu.Processor], _kernel.Cells.Read(_failures[cpu.Processor]) + 1);

    /// <summary>A table as an address space sees it.</summary>
    /// <param name="mm">The address space.</param>
    /// <param name="va">A page number that it translates there.</param>
    /// <param name="table">The table's number.</param>
    public PageTable View(Mm mm, int va, int table)
    {
        var slot = va / mm.PtesPerTable;
        if (!_views.TryGetValue((mm.Id, slot, table), out var view))
        {
            view = new PageTable(_pages[table - 1], mm, slot * mm.PtesPerTable);
            _views[(mm.Id, slot, table)] = view;
        }

        return view;
    }

    /// <summary>The number of PMD entries that name a table just now.</summary>
    public int Pointers(int table)
    {
        var pointers = 0;
        foreach (var mm in _kernel.Mms)
        {
            for (var slot = 0; slot < mm.Slots; slot++)
            {
                pointers += new Pmd(_kernel.Cells.Read(mm.Pmds.At(slot))).Table == table ? 1 : 0;
            }
        }

        return pointers;
    }

    private TablePage AddSpare()
    {
        var id = _pages.Count + 1;
        return Add($"table{id}", 0, $"table{id}.ptl", spare: true);
    }
}
