using RaceSim.Kernel.Locks;

namespace RaceSim.Kernel.Memory;

/// <summary>An address space.</summary>
public sealed class Mm
{
    private readonly List<Vma> _vmas = [];
    private readonly List<PageTable> _tables = [];

    /// <summary>In <see cref="Expected"/>: any datum is right just now.</summary>
    public const long UnknownDatum = long.MinValue;

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

    /// <summary>The order of user accesses and snapshots of this mm: every one of them touches it.</summary>
    public required Cell Image { get; init; }

    /// <summary>What a load of page 0 should see, by the accesses of this mm alone; one cell a page.</summary>
    public required Cell Expected { get; init; }

    /// <summary>The page frame pinned at page 0 for the world outside, or 0; one cell a page.</summary>
    public required Cell Pinned { get; init; }

    /// <summary>1 once fork has taken the child's snapshot.</summary>
    public required Cell Snapshot { get; init; }

    /// <summary>The lock of its PMD entries, where one of them maps a huge page at the start (<c>pmd_lock</c>); otherwise null.</summary>
    public LockState? HugePmdLock { get; set; }

    /// <summary>Whether a fork of this scenario makes it.</summary>
    public required bool IsForked { get; init; }

    /// <summary>The number of pages that can be mapped.</summary>
    public required int Pages { get; init; }

    /// <summary>The VMAs, ascending.</summary>
    public List<Vma> Vmas => _vmas;

    /// <summary>The page tables, by PMD slot.</summary>
    public List<PageTable> Tables => _tables;

    /// <summary>A counter.</summary>
    public Cell Rss(RssKind kind) => RssCells.At((int)kind);

    /// <summary>The table that translates a page number, published or not.</summary>
    public PageTable Table(int va) => _tables[va / _tables[0].Count];

    /// <summary>The PMD entry above a page number.</summary>
    public Cell Pmd(int va) => Pmds.At(va / _tables[0].Count);

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
