using RaceSim.Kernel.Locks;

namespace RaceSim.Kernel.Memory;

/// <summary>
/// A page table as one address space reaches it through a PMD entry: what a path holds once it has walked there. Two address spaces that share a table have one of
/// these each, for the same <see cref="TablePage"/>.
/// </summary>
public sealed class PageTable
{
    /// <summary>Sees a page from an address space.</summary>
    /// <param name="page">The page.</param>
    /// <param name="mm">The mm whose PMD entry names it.</param>
    /// <param name="firstVa">The page number that its first entry translates there.</param>
    public PageTable(TablePage page, Mm mm, int firstVa)
    {
        Page = page;
        Mm = mm;
        FirstVa = firstVa;
        Id = page.Id;
        Entries = page.Entries;
        Count = page.Count;
        Ptl = page.Ptl;
    }

    /// <summary>The page.</summary>
    public TablePage Page { get; }

    /// <summary>The table's number, from 1: what a PMD entry holds.</summary>
    public int Id { get; }

    /// <summary>The mm through which it was reached.</summary>
    public Mm Mm { get; }

    /// <summary>The page number that its first entry translates.</summary>
    public int FirstVa { get; }

    /// <summary>The first entry.</summary>
    public Cell Entries { get; }

    /// <summary>The number of entries.</summary>
    public int Count { get; }

    /// <summary>The page-table lock.</summary>
    public LockState Ptl { get; }

    /// <summary>The entry that translates a page number.</summary>
    public Cell At(int va) => Entries.At(va - FirstVa);
}
