using RaceSim.Kernel.Locks;

namespace RaceSim.Kernel.Memory;

/// <summary>An address space.</summary>
public sealed class Mm
{
    private readonly List<Vma> _vmas = [];
    private readonly List<PageTable> _tables = [];

    /// <summary>In <see cref="Expected"/>: any datum is right just now.</summary>
    public const long UnknownDatum = long.MinValue;

    /// <summary>In <see cref="Expected"/>: no datum, but a marker.</summary>
    public static long MarkerDatum(MarkerKind marker) => long.MinValue + 1 + (long)marker;

    /// <summary>The mm's number, from 0.</summary>
    public required int Id { get; init; }

    /// <summary>The process it belongs to.</summary>
    public required string Name { get; init; }

    /// <summary><c>mm->mmap_lock</c>.</summary>
    public required LockState MmapLock { get; init; }

    /// <summary><c>mm->write_protect_seq</c>.</summary>
    public required Cell WriteProtectSeq { get; init; }

    /// <summary><c>MMF_HAS_PINNED</c>.</summary>
    public required Cell HasPinned { get; init; }

    /// <summary>The first of the RSS counters, in the order of <see cref="RssKind"/>.</summary>
    public required Cell RssCells { get; init; }

    /// <summary>The first PMD entry; one for each table.</summary>
    public required Cell Pmds { get; init; }

    /// <summary>Whether rmap walkers find its VMAs (a child's from <c>anon_vma_fork</c> on).</summary>
    public required Cell Linked { get; init; }

    /// <summary>How often it is linked into swapoff's list (<c>mm->mmlist</c>): 0 or 1; 2 is a corrupted list.</summary>
    public required Cell Mmlist { get; init; }

    /// <summary><c>mm->tlb_flush_pending</c>: how many unmappings have cleared entries, or are about to, whose flush is still to come.</summary>
    public required Cell TlbFlushPending { get; init; }

    /// <summary><c>mm->tlb_flush_batched</c>: how many flushes reclaim and migration have put off (low 16 bits), and how many of these have been made by others.</summary>
    public required Cell TlbFlushBatched { get; init; }

    /// <summary>
    /// The order of user accesses and snapshots of this mm: every one of them touches it. Its value is the number of the child whose fork is under way without excluding other threads' faults, where that is noted;
    /// otherwise 0.
    /// </summary>
    public required Cell Image { get; init; }

    /// <summary>What a load of page 0 should see, by the accesses of this mm alone; one cell a page.</summary>
    public required Cell Expected { get; init; }

    /// <summary>The page frame pinned at page 0 for the world outside, or 0; one cell a page.</summary>
    public required Cell Pinned { get; init; }

    /// <summary>1 once fork has taken the child's snapshot.</summary>
    public required Cell Snapshot { get; init; }

    /// <summary>The lock of its PMD entries, where one of them maps a huge page at the start (<c>pmd_lock</c>); otherwise null.</summary>
    public LockState? HugePmdLock { get; set; }

    /// <summary>The number of entries of one table.</summary>
    public required int PtesPerTable { get; init; }

    /// <summary>The number of PMD entries.</summary>
    public int Slots => Pages / PtesPerTable;

    /// <summary>Whether a fork of this scenario makes it.</summary>
    public required bool IsForked { get; init; }

    /// <summary>The number of pages that can be mapped.</summary>
    public required int Pages { get; init; }

    /// <summary>The lock of its PMD entries (<c>pmd_lock</c>); null where no PMD entry changes once it is set.</summary>
    public LockState? PmdLock { get; init; }

    /// <summary><c>mm->pgtables_bytes</c>, in tables; allocated only where tables come and go.</summary>
    public Cell PgtableBytes { get; init; } = new(-1);

    /// <summary>How many writers are between begin and end of <see cref="WriteProtectSeq"/>; a mark for a check, allocated only where tables come and go.</summary>
    public Cell SeqWriters { get; init; } = new(-1);

    /// <summary>How many invalidations of a secondary MMU's translations are under way, and above that how many have begun; allocated only where somebody mirrors.</summary>
    public Cell Invalidations { get; init; } = new(-1);

    /// <summary>The translation of page 0 that a secondary MMU (a device, a guest) has taken over, or 0; one cell a page; allocated only where somebody mirrors.</summary>
    public Cell Mirror { get; init; } = new(-1);

    /// <summary><c>MMF_COW_PTE</c>: whether fork may share its page tables.</summary>
    public bool SharesTables { get; set; }

    /// <summary>All page tables of the machine by number; null where each PMD slot has one table for good.</summary>
    public TablePool? Pool { get; init; }

    /// <summary>The VMAs, ascending.</summary>
    public List<Vma> Vmas => _vmas;

    /// <summary>The page tables of the initial state, by PMD slot; where tables do not change these are all there are.</summary>
    public List<PageTable> Tables => _tables;

    /// <summary>A counter.</summary>
    public Cell Rss(RssKind kind) => RssCells.At((int)kind);

    /// <summary>The table that translates a page number for good, published or not; only where tables do not change (<see cref="TableOf"/> otherwise).</summary>
    public PageTable Table(int va) => _tables[va / PtesPerTable];

    /// <summary>The table that a PMD entry above a page number names, as seen from here; null if it names none.</summary>
    public PageTable? TableOf(int va, Pmd pmd)
    {
        if (pmd.IsNone)
        {
            return null;
        }

        return Pool is null ? Table(va) : Pool.View(this, va, pmd.Table);
    }

    /// <summary>The table that translates a page number just now, for a check; where tables do not change the one table there is, published or not.</summary>
    public PageTable? Reached(CellStore cells, int va) => Pool is null ? Table(va) : TableOf(va, new Pmd(cells.Read(Pmd(va))));

    /// <summary>The value of the entry that translates a page number just now, for a check; none if there is no table.</summary>
    public Pte EntryAt(CellStore cells, int va) => Reached(cells, va) is { } table ? new Pte(cells.Read(table.At(va))) : Pte.None;

    /// <summary>The PMD entry above a page number.</summary>
    public Cell Pmd(int va) => Pmds.At(va / PtesPerTable);

    /// <summary>The VMA around a page number; null if none.</summary>
    public Vma? FindVma(int va)
    {
        foreach (var vma in _vmas)
        {
            if (vma.Contains(va))
            {
                return vma;
            }
        }

        return null;
    }
}
