using RaceSim.Kernel.Locks;

namespace RaceSim.Kernel.Memory;

/// <summary>
/// A page of page-table entries as memory: its entries, its lock and, where tables can be shared or freed, its counters. An address space sees it
/// as a <see cref="PageTable"/>.
/// </summary>
public sealed class TablePage
{
    /// <summary>The number of the page, from 1: what a PMD entry holds.</summary>
    public required int Id { get; init; }

    /// <summary>The first entry.</summary>
    public required Cell Entries { get; init; }

    /// <summary>The number of entries.</summary>
    public required int Count { get; init; }

    /// <summary>The page-table lock, which lives in the page's descriptor and dies with it.</summary>
    public required LockState Ptl { get; init; }

    /// <summary>The number of PMD entries that share it, as the code counts them; allocated only where tables can be shared.</summary>
    public Cell Refcount { get; init; } = new(-1);

    /// <summary>COW-PTE v2's <c>cow_pte_owner</c>: one more than the number of the mm whose PMD entry owns it, or 0; allocated only where tables can be shared.</summary>
    public Cell Owner { get; init; } = new(-1);

    /// <summary>1 once it has been freed; it never comes back. Allocated only where tables can be freed.</summary>
    public Cell Freed { get; init; } = new(-1);

    /// <summary>Whether it stands by for an allocation and is not part of the initial state.</summary>
    public bool IsSpare { get; init; }

    /// <summary>What a reader calls it.</summary>
    public string Name => $"table {Id}";
}
