namespace RaceSim.Kernel.Memory;

/// <summary>
/// <c>struct mmu_gather</c> (mm/mmu_gather.c, v6.16): what an unmapping has cleared and not yet flushed, and the pages whose references it drops after the flush. Local to the path
/// that unmaps; each context has one that it uses again, so that an unmapping allocates nothing.
/// </summary>
public sealed class MmuGather
{
    private readonly List<Gathered> _pages = [];
    private Mm? _mm;
    private int _start = int.MaxValue;
    private int _limit;

    /// <summary>The address space.</summary>
    public Mm Mm => _mm!;

    /// <summary>The first page that has to be flushed.</summary>
    public int Start => _start;

    /// <summary>One past the last page that has to be flushed.</summary>
    public int Limit => _limit;

    /// <summary>Whether nothing has to be flushed.</summary>
    public bool IsFlushed => _start >= _limit;

    /// <summary>The pages whose references are to be dropped, in the order of their unmapping.</summary>
    public List<Gathered> Pages => _pages;

    /// <summary>Whether the flush has to be made before the page-table lock is given up.</summary>
    public bool ForceFlush { get; set; }

    /// <summary>Begins an unmapping.</summary>
    /// <exception cref="ModelException">Its context is unmapping already.</exception>
    public void Begin(Mm mm)
    {
        if (_mm is not null)
        {
            throw new ModelException($"an unmapping in {mm.Name} begins inside one in {_mm.Name}");
        }

        _mm = mm;
    }

    /// <summary>Ends the unmapping: nothing is owed any more.</summary>
    public void Finish()
    {
        ResetRange();
        _pages.Clear();
        ForceFlush = false;
        _mm = null;
    }

    /// <summary>Adds pages to the range to flush (<c>tlb_remove_tlb_entries</c>).</summary>
    public void AddRange(int va, int count)
    {
        _start = Math.Min(_start, va);
        _limit = Math.Max(_limit, va + count);
    }

    /// <summary>Widens the range to the whole address space.</summary>
    public void AddAll() => AddRange(0, Mm.Pages);

    /// <summary>The range has been flushed.</summary>
    public void ResetRange()
    {
        _start = int.MaxValue;
        _limit = 0;
    }

    /// <summary>Pages of a folio that were unmapped together.</summary>
    /// <param name="Folio">The folio.</param>
    /// <param name="Page">The first page.</param>
    /// <param name="Count">How many pages.</param>
    /// <param name="References">How many references they hold.</param>
    /// <param name="DelaysRmap">Whether their mapcounts are still to be lowered, after the flush.</param>
    public readonly record struct Gathered(Folio Folio, int Page, int Count, int References, bool DelaysRmap);
}
