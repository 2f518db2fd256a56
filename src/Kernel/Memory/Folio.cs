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

    /// <summary>PG_dirty: its data differ from the copy on the swap device or in the file, whatever the entries say.</summary>
    public required Cell Dirty { get; init; }

    /// <summary>What the file has of the first page; one cell a page, only for a file's folio.</summary>
    public Cell Backing { get; init; } = new(-1);

    /// <summary>Whether the file system has been told that the first page is about to be written (<c>page_mkwrite</c>) since it last wrote it; one cell a page, only for a file's folio.</summary>
    public Cell Notified { get; init; } = new(-1);

    /// <summary>Whether it waits on the deferred split queue because a page of it is mapped no more.</summary>
    public required Cell Deferred { get; init; }

    /// <summary>Whether the first page has been given back while the folio was whole, or by its split; one cell a page.</summary>
    public required Cell PagesFreed { get; init; }

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

    /// <summary>Whether it is in the swap cache just now; holds one reference a page. Written under the folio lock.</summary>
    public required Cell SwapCached { get; init; }

    /// <summary>The first swap slot while it is in the swap cache. Written under the folio lock.</summary>
    public required Cell SwapSlot { get; init; }

    /// <summary>Whether it is a KSM page just now: its mapping names a node of the stable tree, which holds no reference. Written under the folio lock.</summary>
    public required Cell Ksm { get; init; }

    /// <summary>1 while its reference count is frozen at zero (<c>page_ref_freeze</c>) although it is in use: nobody can take a reference, and it is not free.</summary>
    public required Cell Frozen { get; init; }

    /// <summary>PG_writeback: its data are on their way to the swap device.</summary>
    public required Cell Writeback { get; init; }

    /// <summary>1 if its anon_vma is its only user's, so that rmap walkers look nowhere else; 0 if that of an ancestor.</summary>
    public required Cell OwnAnonVma { get; init; }

    /// <summary>Whether it is a KSM page at the start. Nothing modelled makes one of an ordinary page.</summary>
    public bool IsKsmAtStart { get; set; }

    /// <summary>Whether of shared memory (tmpfs): counted as such, otherwise as a file's.</summary>
    public bool IsShmem { get; init; }

    /// <summary>The counter of an mm that counts its pages (<c>mm_counter</c>).</summary>
    public RssKind Counter => IsAnon ? RssKind.Anon : IsShmem ? RssKind.Shmem : RssKind.File;

    /// <summary>Whether a migrator of this scenario holds it from the start and will map it again.</summary>
    public bool HasMigrator { get; set; }

    /// <summary>Whether a migrator outside the model holds a reference, and never maps it again.</summary>
    public bool HasForeignMigrator { get; set; }

    /// <summary>Pins held from the start by somebody outside the model, until a thread unpins.</summary>
    public int InitialPins { get; set; }

    /// <summary>The folio lock.</summary>
    public required LockState Lock { get; init; }

    /// <summary>Whether its owner has declared it free (MADV_FREE): its data may be lost unless stored since.</summary>
    public bool IsLazilyFree { get; set; }

    /// <summary>References of users outside the model, held for good: a bystander's pipe, a direct-I/O request.</summary>
    public int ForeignReferences { get; set; }

    /// <summary>The first swap slot if the folio is in the swap cache at the start; -1 if not. <see cref="SwapCached"/> and <see cref="SwapSlot"/> say where it is later.</summary>
    public int SwapCacheSlot { get; set; } = -1;

    /// <summary>Whether it stands by for an allocation and is not part of the initial state.</summary>
    public bool IsSpare { get; init; }

    /// <summary>Whether it has more than one page.</summary>
    public bool IsLarge => Pages > 1;

    /// <summary>The mapcount of one page.</summary>
    public Cell Mapcount(int page) => Mapcounts.At(page);
}
