using RaceSim.Kernel.Locks;

namespace RaceSim.Kernel.Memory;

/// <summary>One page of page-table entries with its lock.</summary>
public sealed class PageTable
{
    /// <summary>The table's number, from 1: what a PMD entry holds.</summary>
    public required int Id { get; init; }

    /// <summary>The mm it belongs to.</summary>
    public required Mm Mm { get; init; }

    /// <summary>The page number that its first entry translates.</summary>
    public required int FirstVa { get; init; }

    /// <summary>The first entry.</summary>
    public required Cell Entries { get; init; }

    /// <summary>The number of entries.</summary>
    public required int Count { get; init; }

    /// <summary>The page-table lock.</summary>
    public required LockState Ptl { get; init; }

    /// <summary>The entry that translates a page number.</summary>
    public Cell At(int va) => Entries.At(va - FirstVa);
}
