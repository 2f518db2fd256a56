using RaceSim.Kernel.Locks;

namespace RaceSim.Kernel.Memory;

/// <summary>A folio: its counters, flags and content as cells. A folio of one page is a small one.</summary>
public sealed class Folio
{
    /// <summary>The folio's name in a trace.</summary>
    public required string Name { get; init; }

    /// <summary>The number of its pages, a power of two.</summary>
    public required int Pages { get; init; }

    /// <summary>The page frame of its first page; a multiple of <see cref="Pages"/>.</summary>
    public required int Pfn { get; init; }

    /// <summary>Whether anonymous (else a file's).</summary>
    public required bool IsAnon { get; init; }

    /// <summary><c>folio->_refcount</c>.</summary>
    public required Cell Refcount { get; init; }

    /// <summary><c>page->_mapcount</c> of the first page, counted from 0; one cell a page.</summary>
    public required Cell Mapcounts { get; init; }

    /// <summary><c>folio->_entire_mapcount</c>, counted from 0.</summary>
    public required Cell EntireMapcount { get; init; }

    /// <summary>PG_double_map (before 6.2): while set, the mapcount of every page is one too high, standing for the entire mappings beside single ones.</summary>
    public required Cell DoubleMap { get; init; }

    /// <summary><c>folio->_pincount</c>: here for small folios too, instead of the bias in the reference count.</summary>
    public required Cell Pincount { get; init; }

    /// <summary>The AnonExclusive flag of the first page; one cell a page.</summary>
    public required Cell AnonExclusive { get; init; }

    /// <summary>The data of the first page, one number a page.</summary>
    public required Cell Content { get; init; }

    /// <summary>Set while an observer acts on its conclusion that nobody else holds a reference.</summary>
    public required Cell NoForeignReference { get; init; }

    /// <summary>The references that its caches hold, one a page: the page cache of a file's folio, the swap cache if it is there.</summary>
    public int CacheReferences => IsAnon && SwapCacheSlot < 0 ? 0 : Pages;

    /// <summary>The folio lock.</summary>
    public required LockState Lock { get; init; }

    /// <summary>References of users outside the model, held for good: a bystander's pipe, a direct-I/O request.</summary>
    public int ForeignReferences { get; set; }

    /// <summary>Pins of users outside the model, held for good.</summary>
    public int InitialPins { get; set; }

    /// <summary>The first swap slot if the folio is in the swap cache (one reference a page); -1 if not.</summary>
    public int SwapCacheSlot { get; set; } = -1;

    /// <summary>Whether it stands by for an allocation and is not part of the initial state.</summary>
    public bool IsSpare { get; init; }

    /// <summary>Whether it has more than one page.</summary>
    public bool IsLarge => Pages > 1;

    /// <summary>The mapcount of one page.</summary>
    public Cell Mapcount(int page) => Mapcounts.At(page);
}
