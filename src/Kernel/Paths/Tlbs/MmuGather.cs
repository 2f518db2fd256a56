using RaceSim.Kernel.Memory;

namespace RaceSim.Kernel.Paths.Tlbs;

/// <summary>
/// <c>struct mmu_gather</c> (mm/mmu_gather.c, v6.16): what an unmapping has cleared and not yet flushed, and the pages whose references it drops after the flush. Local to the path
/// that unmaps.
/// </summary>
internal sealed class MmuGather(Mm mm)
{
    private readonly List<Gathered> _pages = [];
    private int _start = int.MaxValue;
    private int _end;

    /// <summary>The address space.</summary>
    public Mm Mm => mm;

    /// <summary>The first page that has to be flushed.</summary>
    public int Start => _start;

    /// <summary>One past the last page that has to be flushed.</summary>
    public int End => _end;

    /// <summary>Whether nothing has to be flushed.</summary>
    public bool IsFlushed => _start >= _end;

    /// <summary>The pages whose references are to be dropped, in the order of their unmapping.</summary>
    public List<Gathered> Pages => _pages;

    /// <summary>Whether the flush has to be made before the page-table lock is given up.</summary>
    public bool ForceFlush { get; set; }

    /// <summary>Adds pages to the range to flush (<c>tlb_remove_tlb_entries</c>).</summary>
    public void AddRange(int va, int count)
    {
        _start = Math.Min(_start, va);
        _end = Math.Max(_end, va + count);
    }

    /// <summary>Widens the range to the whole address space.</summary>
    public void AddAll() => AddRange(0, mm.Pages);

    /// <summary>The range has been flushed.</summary>
    public void ResetRange()
    {
        _start = int.MaxValue;
        _end = 0;
    }

    /// <summary>Pages of a folio that were unmapped together.</summary>
    /// <param name="Folio">The folio.</param>
    /// <param name="Page">The first page.</param>
    /// <param name="Count">How many pages.</param>
    /// <param name="References">How many references they hold.</param>
    /// <param name="DelaysRmap">Whether their mapcounts are still to be lowered, after the flush.</param>
    internal readonly record struct Gathered(Folio Folio, int Page, int Count, int References, bool DelaysRmap);
}
