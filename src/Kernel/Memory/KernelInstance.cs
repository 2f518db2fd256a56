using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Locks;

namespace RaceSim.Kernel.Memory;

/// <summary>The memory-management state of one simulated kernel on one machine: address spaces, folios, swap, and the build that works on them.</summary>
public sealed class KernelInstance
{
    private readonly List<Mm> _mms = [];
    private readonly List<Folio> _folios = [];
    private readonly List<PageTable> _tables = [];
    private readonly List<(Folio? Folio, int Page)> _frames = [];
    private readonly Dictionary<int, int> _homes = [];
    private readonly Dictionary<(int Processor, int Order), List<Folio>> _spares = [];
    private readonly Dictionary<(int Processor, int Order), Cell> _spareCounters = [];

    /// <summary>Creates an empty kernel.</summary>
    public KernelInstance(Machine machine, KernelConstants constants, KernelBuild build, MachineOptions options)
    {
        Machine = machine;
        Constants = constants;
        Build = build;
        Options = options;
        Events = new KernelEvents(machine);
        Tlbs = new TlbSet(this);
        _frames.Add((null, 0)); // Frame 0 stays unused: a zero entry is none.
        _frames.Add((null, 0)); // Frame 1 is the zero page.
        Data = machine.Cells.Allocate("zero page data");
        ZeroBlockPfn = build.ZeroBlock ? AddZeroBlock() : 0;
        FreedSource = machine.Cells.Allocate("freed page copied from");
        StuckFault = machine.Cells.Allocate("page that waits for ever");
        ReuseReferences = machine.Cells.Allocate("references at the test that let a page be reused");
        Overrun = machine.Cells.Allocate("entry behind the table");
        Pool = options.TablesChange ? new TablePool(this) : null;
    }

    /// <summary>The first page frame of the block of zeroes; 0 where the build has none.</summary>
    public int ZeroBlockPfn { get; }

    /// <summary>The page tables, where they are shared, allocated and freed; null where each PMD slot has one for good.</summary>
    public TablePool? Pool { get; }

    /// <summary>Whether a secondary MMU mirrors an address space in this scenario: only then do paths notify it.</summary>
    public bool HasMirror { get; init; }

    /// <summary>Whether somebody splits folios in this scenario: only then is it noted which ones wait for that.</summary>
    public bool HasSplitter { get; set; }

    /// <summary>Whether somebody puts flushes off in this scenario (reclaim, migration) and some CPU has a TLB: only then is it asked whether any are pending.</summary>
    public bool DefersFlushes { get; set; }

    /// <summary>The page frame of the zero page.</summary>
    public const int ZeroPfn = 1;

    /// <summary>The page frame of a driver's memory, which has no counters; one stands for all that a driver maps.</summary>
    public const int DriverPfn = (1 << 20) - 1;

    /// <summary>The hardware.</summary>
    public Machine Machine { get; }

    /// <summary>The shared state.</summary>
    public CellStore Cells => Machine.Cells;

    /// <summary>The constants.</summary>
    public KernelConstants Constants { get; }

    /// <summary>Which implementation each path has.</summary>
    public KernelBuild Build { get; }

    /// <summary>What the hardware and the configuration allow.</summary>
    public MachineOptions Options { get; }

    /// <summary>The events that paths can reach.</summary>
    public KernelEvents Events { get; }

    /// <summary>The TLBs.</summary>
    public TlbSet Tlbs { get; }

    /// <summary>The content of the zero page: always 0.</summary>
    public Cell Data { get; }

    /// <summary>The content of a driver's frame; null where no driver maps frames in this scenario.</summary>
    public Cell? DriverData { get; set; }

    /// <summary>The page number of the last entry that a batch reached behind the end of its table or folio; 0 if none did.</summary>
    public Cell Overrun { get; }

    /// <summary>The frame of a page that had been freed when somebody copied its data; 0 if nobody did.</summary>
    public Cell FreedSource { get; }

    /// <summary>A page number and why a wait there never ends, by <see cref="StuckWait"/>; 0 if none is known.</summary>
    public Cell StuckFault { get; }

    /// <summary>The references that a page had when a write fault that decides by the reference count concluded that it may reuse it; 0 before the first.</summary>
    public Cell ReuseReferences { get; }

    /// <summary>Whether some thread pins pages in this scenario.</summary>
    public bool HasPins { get; set; }

    /// <summary>What threads hold of get_user_pages, by processor.</summary>
    public Dictionary<int, HeldPage> Held { get; } = [];

    /// <summary>The swap device; null if there is none.</summary>
    public SwapMap? Swap { get; private set; }

    /// <summary>The rmap lock of the family: <c>anon_vma->root->rwsem</c>.</summary>
    public LockState? AnonVma { get; private set; }

    /// <summary>The address spaces.</summary>
    public List<Mm> Mms => _mms;

    /// <summary>The folios, spare ones included.</summary>
    public List<Folio> Folios => _folios;

    /// <summary>The page tables of the initial state, each as seen from its first mm; where tables change <see cref="Pool"/> has the rest.</summary>
    public List<PageTable> Tables => _tables;

    /// <summary>The number of page frames.</summary>
    public int FrameCount => _frames.Count;

    /// <summary>The folio and page at a page frame; no folio for the zero page.</summary>
    public (Folio? Folio, int Page) Frame(int pfn) => pfn < _frames.Count ? _frames[pfn] : (null, 0);

    /// <summary>The page number at which the initial state maps (or is about to restore) a frame; null for a spare one.</summary>
    public int? HomeOf(int pfn) => _homes.TryGetValue(pfn, out var home) ? home : null;

    /// <summary>Notes where the initial state maps a frame.</summary>
    public void SetHome(int pfn, int va) => _homes[pfn] = va;

    /// <summary>Whether spare pages hold data of their last use, so that whoever maps one at a user's address has to clear it, step by step.</summary>
    public bool HasRecycledPages { get; private set; }

    /// <summary>Has the spare pages hold data of their last use. Only while a scenario is being built, after the last spares were added.</summary>
    /// <param name="datum">The data; 0 for none.</param>
    public void Recycle(long datum)
    {
        HasRecycledPages = datum != 0;
        foreach (var spare in _spares.Values.SelectMany(s => s))
        {
            for (var page = 0; page < spare.Pages; page++)
            {
                Cells.SetInitial(spare.Content.At(page), datum);
            }
        }
    }

    /// <summary>The cell with the data of a page frame.</summary>
    public Cell ContentOf(int pfn)
    {
        var (folio, page) = Frame(pfn);
        return folio is not null ? folio.Content.At(page) : pfn == DriverPfn && DriverData is { } data ? data : Data;
    }

    /// <summary>Adds an address space with its tables.</summary>
    /// <param name="name">The process's name.</param>
    /// <param name="pages">The number of pages, a multiple of the table size.</param>
    /// <param name="populated">Whether its tables are published in the initial state.</param>
    /// <param name="tables">Where tables change: how many of its first PMD slots have one.</param>
    public Mm AddMm(string name, int pages, bool populated, int tables = int.MaxValue)
    {
        AnonVma ??= Machine.AddLock("anon_vma", LockClass.AnonVma);
        var slots = pages / Constants.PtesPerTable;
        var mm = new Mm
        {
            Id = _mms.Count,
            Name = name,
            Pages = pages,
            PtesPerTable = Constants.PtesPerTable,
            Pool = Pool,
            IsForked = !populated,
            MmapLock = Machine.AddLock($"{name}.mmap_lock", LockClass.MmapLock),
            WriteProtectSeq = Cells.Allocate($"{name}.write_protect_seq"),
            HasPinned = Cells.Allocate($"{name}.has_pinned"),
            RssCells = Block(["anon", "file", "swap", "shmem"], kind => $"{name}.rss[{kind}]"),
            Linked = Cells.Allocate($"{name}.linked", populated ? 1 : 0),
            Snapshot = Cells.Allocate($"{name}.snapshot"),
            Image = Cells.Allocate($"{name}.image"),
            Mmlist = Cells.Allocate($"{name}.mmlist"),
            TlbFlushPending = Cells.Allocate($"{name}.tlb_flush_pending"),
            TlbFlushBatched = Cells.Allocate($"{name}.tlb_flush_batched"),
            Pmds = Block(Enumerable.Range(0, slots), slot => $"{name}.pmd[{slot}]", CellFormat.Pmd),
            Pinned = Block(Enumerable.Range(0, pages), va => $"{name}.pinned[{va}]"),
            Expected = Block(Enumerable.Range(0, pages), va => $"{name}.expected[{va}]"),
            PmdLock = Pool is null ? null : Machine.AddLock($"{name}.pmd_lock", LockClass.Pmd),
            PgtableBytes = Pool is null ? new Cell(-1) : Cells.Allocate($"{name}.pgtables"),
            SeqWriters = Pool is null ? new Cell(-1) : Cells.Allocate($"{name}.seq writers"),
            Invalidations = HasMirror ? Cells.Allocate($"{name}.invalidations") : new Cell(-1),
            Mirror = HasMirror ? Block(Enumerable.Range(0, pages), va => $"{name}.mirror[{va}]", CellFormat.Translation) : new Cell(-1),
        };
        for (var slot = 0; slot < slots; slot++)
        {
            if (Pool is not null && (!populated || slot >= tables))
            {
                break; // It gets tables when it shares or allocates some.
            }

            var first = slot * Constants.PtesPerTable;
            var ptl = slots == 1 ? $"{name}.ptl" : $"{name}.ptl{slot}";
            var page = Pool is null ? FixedPage(name, first, ptl) : Pool.Add(name, first, ptl, spare: false);
            var table = new PageTable(page, mm, first);
            _tables.Add(table);
            mm.Tables.Add(table);
            if (populated)
            {
                Cells.SetInitial(mm.Pmds.At(slot), Pmd.Of(table.Id).Bits);
            }
        }

        _mms.Add(mm);
        return mm;
    }

    private TablePage FixedPage(string name, int first, string ptl) => new()
    {
        Id = _tables.Count + 1,
        Count = Constants.PtesPerTable,
        Entries = Block(Enumerable.Range(first, Constants.PtesPerTable), va => $"{name}.pte[{va}]", CellFormat.Pte),
        Ptl = Machine.AddLock(ptl, LockClass.PageTable),
    };

    /// <summary>Maps a folio of as many pages as a table has entries by the first PMD entry of an address space, read-only; the table is deposited for a split.</summary>
    public void MapHuge(Mm mm, Folio folio)
    {
        mm.HugePmdLock = Machine.AddLock($"{mm.Name}.pmd_lock", LockClass.PageTable);
        Cells.SetInitial(mm.Pmd(0), HugePmd.Of(folio.Pfn));
    }

    /// <summary>Adds a VMA to an address space.</summary>
    public Vma AddVma(Mm mm, int start, int end, bool writable, bool shared, bool uffdWp, bool dontCopy, Folio? file = null, bool pfnMap = false)
    {
        var vma = new Vma
        {
            Start = start,
            End = end,
            IsWritable = writable,
            IsShared = shared,
            IsUffdWp = uffdWp,
            IsDontCopy = dontCopy,
            File = file,
            IsPfnMap = pfnMap,
            Lock = Machine.AddLock($"{mm.Name}.vma[{start}..{end}].lock", LockClass.MmapLock),
        };
        mm.Vmas.Add(vma);
        return vma;
    }

    /// <summary>Adds a folio.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="pages">The number of pages, a power of two.</param>
    /// <param name="anon">Whether anonymous.</param>
    /// <param name="spare">Whether it waits to be allocated (reference count 0).</param>
    /// <param name="shmem">Whether of shared memory, if not anonymous.</param>
    public Folio AddFolio(string name, int pages, bool anon = true, bool spare = false, bool shmem = false)
    {
        while (_frames.Count % pages != 0)
        {
            _frames.Add((null, 0)); // Natural alignment, as the buddy allocator gives.
        }

        var numbers = Enumerable.Range(0, pages);
        var folio = new Folio
        {
            Name = name,
            Pages = pages,
            Pfn = _frames.Count,
            IsAnon = anon,
            IsSpare = spare,
            IsShmem = shmem,
            Refcount = Cells.Allocate($"{name}.refcount"),
            Mapcounts = Block(numbers, i => Indexed(name, "mapcount", i, pages)),
            EntireMapcount = Cells.Allocate($"{name}.entire_mapcount"),
            Dirty = Cells.Allocate($"{name}.dirty"),
            Backing = anon ? new Cell(-1) : Block(numbers, i => Indexed(name, "file", i, pages)),
            Notified = anon ? new Cell(-1) : Block(numbers, i => Indexed(name, "notified", i, pages)),
            Deferred = Cells.Allocate($"{name}.deferred split"),
            PagesFreed = Block(numbers, i => Indexed(name, "freed", i, pages)),
            DoubleMap = Cells.Allocate($"{name}.DoubleMap"),
            Pincount = Cells.Allocate($"{name}.pincount"),
            AnonExclusive = Block(numbers, i => Indexed(name, "AnonExclusive", i, pages)),
            Content = Block(numbers, i => Indexed(name, "data", i, pages)),
            SwapSlot = Cells.Allocate($"{name}.swap slot"),
            SwapCached = Cells.Allocate($"{name}.swapcache"),
            NoForeignReference = Cells.Allocate($"{name}.no foreign reference"),
            Ksm = Cells.Allocate($"{name}.KSM"),
            Frozen = Cells.Allocate($"{name}.frozen"),
            Writeback = Cells.Allocate($"{name}.writeback"),
            OwnAnonVma = Cells.Allocate($"{name}.own anon_vma"),
            Lock = Machine.AddLock($"{name}.lock", LockClass.FolioLock),
        };
        for (var page = 0; page < pages; page++)
        {
            _frames.Add((folio, page));
        }

        _folios.Add(folio);
        return folio;
    }

    /// <summary>Adds folios that a CPU can allocate.</summary>
    public void AddSpares(int processor, int pages, int count)
    {
        var spares = new List<Folio>();
        for (var i = 0; i < count; i++)
        {
            spares.Add(AddFolio($"{(pages > 1 ? "large" : "new")}{processor}{(char)('a' + i)}", pages, spare: true));
        }

        _spares[(processor, pages)] = spares;
        _spareCounters[(processor, pages)] = Cells.Allocate($"cpu{processor} spare folios of {pages} used");
    }

    /// <summary>Lets a thread keep a page that get_user_pages gave it.</summary>
    public void AddHeldPage(Cpu cpu) => Held[cpu.Processor] = new HeldPage
    {
        Page = Cells.Allocate($"cpu{cpu.Processor}.held page"),
        Datum = Cells.Allocate($"cpu{cpu.Processor}.held page's datum"),
        Seen = Cells.Allocate($"cpu{cpu.Processor}.last read of the held page"),
    };

    /// <summary>Adds the swap device.</summary>
    /// <param name="slots">The number of its slots.</param>
    /// <param name="needsStablePages">Whether a page must not change while it is written there.</param>
    public SwapMap AddSwap(int slots, bool needsStablePages = false)
    {
        var numbers = Enumerable.Range(0, slots);
        var digits = Enumerable.Range(0, SwapMap.MostContinuationPages).SelectMany(page => numbers.Select(slot => (page, slot)));
        Swap = new SwapMap
        {
            NeedsStablePages = needsStablePages,
            Slots = slots,
            Max = Constants.SwapMapMax,
            ContinuationMax = Constants.SwapContinuationMax,
            Counts = Block(numbers, slot => $"swap_map[{slot}]", CellFormat.SwapCount),
            ContinuationPages = Cells.Allocate("swap continuation pages"),
            Device = Block(numbers, slot => $"device[{slot}]"),
            Cache = Block(numbers, slot => $"swap cache[{slot}]"),
            Pinner = Block(numbers, slot => $"swap pin[{slot}]"),
            Claims = [.. numbers.Select(slot => Machine.AddLock($"swap-in of slot {slot}", LockClass.FolioLock))],
            Digits = Block(digits, d => $"swap continuation{d.page}[{d.slot}]", CellFormat.SwapCount),
            Lock = Machine.AddLock("swap cluster", LockClass.SwapCluster),
            ContinuationLock = Machine.AddLock("swap cont_lock", LockClass.SwapContinuation),
            MmlistLock = Machine.AddLock("mmlist_lock", LockClass.Mmlist),
        };
        return Swap;
    }

    /// <summary>
    /// Takes a fresh folio of <paramref name="pages"/> pages for the acting CPU, with one reference. Each CPU has its own: allocations commute, and a
    /// freed folio never comes back, so that a use after free stays visible. Null when the scenario gave none (left).
    /// </summary>
    public Folio? TakeSpare(Cpu cpu, int pages)
    {
        if (!_spares.TryGetValue((cpu.Processor, pages), out var spares))
        {
            return null;
        }

        var counter = _spareCounters[(cpu.Processor, pages)];
        var used = (int)Cells.Read(counter);
        if (used == spares.Count)
        {
            return null;
        }

        Cells.Write(counter, used + 1);
        Cells.Write(spares[used].Refcount, 1);
        return spares[used];
    }

    private int AddZeroBlock()
    {
        while (_frames.Count % Constants.ContPtes != 0)
        {
            _frames.Add((null, 0));
        }

        _frames.AddRange(Enumerable.Repeat(((Folio?)null, 0), Constants.ContPtes));
        return _frames.Count - Constants.ContPtes;
    }

    private static string Indexed(string name, string field, int index, int count) => count == 1 ? $"{name}.{field}" : $"{name}.{field}[{index}]";

    private Cell Block<T>(IEnumerable<T> items, Func<T, string> name, CellFormat format = CellFormat.Integer)
    {
        Cell? first = null;
        foreach (var item in items)
        {
            var cell = Cells.Allocate(name(item), 0, format);
            first ??= cell;
        }

        return first ?? new Cell(-1);
    }
}
