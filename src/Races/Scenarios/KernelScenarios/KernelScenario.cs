using RaceSim.Kernel.Memory;
using RaceSim.Scenarios.Yaml;

namespace RaceSim.Scenarios.KernelScenarios;

/// <summary>A scenario over kernel paths as its file states it, checked.</summary>
internal sealed record KernelScenario
{
    public required string Name { get; init; }

    /// <summary>Where the file states the initial entries, for an error about them.</summary>
    public required YamlNode Place { get; init; }

    public required KernelConstants Constants { get; init; }

    public required MachineOptions Options { get; init; }

    public required IReadOnlyList<FolioText> Folios { get; init; }

    public required IReadOnlyList<ProcessText> Processes { get; init; }

    public required IReadOnlyList<ThreadText> Threads { get; init; }

    /// <summary>Swap slots and their initial counts.</summary>
    public required IReadOnlyList<long> SwapCounts { get; init; }

    /// <summary>Spare pages and spare blocks of every CPU.</summary>
    public required (int Pages, int Blocks) Spares { get; init; }

    /// <summary>Spare page tables of every CPU.</summary>
    public int SpareTables { get; init; }

    /// <summary>What the spare pages hold from their last use; 0 if they come cleared.</summary>
    public long Recycled { get; init; }

    public required IReadOnlyList<string> Builds { get; init; }
}

/// <summary>A folio of the initial state.</summary>
internal sealed record FolioText(string Name, int Pages, int ForeignReferences, int SwapSlot, bool IsFile)
{
    /// <summary>Whether of shared memory.</summary>
    public bool IsShmem { get; init; }

    /// <summary>Pins held from the start, until a thread unpins.</summary>
    public int Pins { get; init; }

    /// <summary>Whether its owner has declared it free.</summary>
    public bool IsLazilyFree { get; init; }

    /// <summary>Whether a page of KSM's stable tree.</summary>
    public bool IsKsm { get; init; }

    /// <summary>Whether under writeback to the swap device.</summary>
    public bool IsUnderWriteback { get; init; }

    /// <summary>The folio whose data it has; empty if data of its own.</summary>
    public string SameAs { get; init; } = string.Empty;
}

/// <summary>A process: its own address space, or its parent's by fork.</summary>
internal sealed record ProcessText(string Name, int Pages, bool IsForked, IReadOnlyList<VmaText> Vmas, IReadOnlyList<EntryText> Entries)
{
    /// <summary>The folio that its first PMD entry maps at the start; empty if that names a page table.</summary>
    public string Huge { get; init; } = string.Empty;

    /// <summary>The process whose page tables it shares from the start; null if it has its own.</summary>
    public string? SharesWith { get; init; }

    /// <summary>How many of its first PMD slots have a page table.</summary>
    public int Tables { get; init; } = int.MaxValue;

    /// <summary>Whether fork may share its page tables.</summary>
    public bool IsCowPte { get; init; }

    /// <summary>Whether it has exited, and left its page tables to those that share them.</summary>
    public bool HasExited { get; init; }
}

/// <summary>A VMA.</summary>
internal sealed record VmaText(int Start, int End, bool IsWritable, bool IsShared, bool IsUffdWp, bool IsDontCopy)
{
    /// <summary>Whether its pages are special.</summary>
    public bool IsPfnMap { get; init; }

    /// <summary>The folio of the file that it maps; null for anonymous memory.</summary>
    public string? File { get; init; }
}

/// <summary>An initial page-table entry.</summary>
internal sealed record EntryText(int Va, EntryKind Kind, string Folio = "", int Page = 0, EntryRights Rights = EntryRights.ReadOnly, int Slot = 0)
{
    /// <summary>Whether contiguous.</summary>
    public bool IsCont { get; init; }

    /// <summary>Whether dirty.</summary>
    public bool IsDirty { get; init; }

    /// <summary>Whether write-protected for userfaultfd.</summary>
    public bool IsUffdWp { get; init; }

    /// <summary>Whether inaccessible for a NUMA hint.</summary>
    public bool IsProtNone { get; init; }

    /// <summary>Whether soft-dirty.</summary>
    public bool IsSoftDirty { get; init; }

    /// <summary>Whether the hardware has not yet set the accessed bit.</summary>
    public bool IsOld { get; init; }

    /// <summary>Whether the hardware has not yet set the dirty bit.</summary>
    public bool IsClean { get; init; }

    /// <summary>What a marker marks.</summary>
    public Kernel.Memory.MarkerKind Marker { get; init; }
}

/// <summary>What an initial entry is.</summary>
internal enum EntryKind
{
    None,
    Page,
    Zero,
    Migration,
    Swap,
    DevicePrivate,
    DeviceExclusive,
    Marker,
}

/// <summary>The rights of an initial entry.</summary>
internal enum EntryRights
{
    /// <summary>Read-only.</summary>
    ReadOnly,

    /// <summary>Read-only and exclusive.</summary>
    Exclusive,

    /// <summary>Writable, so exclusive.</summary>
    Writable,
}

/// <summary>A thread of a process, or of the kernel if it names none.</summary>
internal sealed record ThreadText(string Name, string? Process, IReadOnlyList<OperationText> Operations);

/// <summary>An operation of a thread.</summary>
internal sealed record OperationText(OperationWord Word, string Name, int From, int To, long Value, YamlNode Node)
{
    /// <summary>A second name: the folio to which another one is moved.</summary>
    public string Target { get; init; } = string.Empty;

    /// <summary>Whether <see cref="Value"/> was given, where it need not be.</summary>
    public bool HasValue { get; init; }

    /// <summary>A second folio, if the operation has one.</summary>
    public string Other { get; init; } = string.Empty;
}

/// <summary>The operations that a thread can be given.</summary>
internal enum OperationWord
{
    Fork,
    Load,
    Store,
    Dontneed,
    PopulateRead,
    PopulateWrite,
    Pin,
    Restore,
    KsmScan,
    Reclaim,
    Pageout,
    PageoutPage,
    Lazyfree,
    Split,
    WriteBack,
    Migrate,
    DeviceRead,
    DeviceWrite,
    HardwareRead,
    HardwareWrite,
    Unpin,
    Exit,
    Mirror,
    Mremap,
    InsertPage,
    InsertPfn,
    RemapPfn,
    SplitVma,
    Swapoff,
    GupGet,
    GupPin,
    GupRead,
    GupWrite,
    GupPut,
    KsmMerge,
    Lock,
    PageReferenced,
    EndWriteback,
    SplitPmd,
}
