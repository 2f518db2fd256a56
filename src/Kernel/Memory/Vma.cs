using RaceSim.Kernel.Locks;

namespace RaceSim.Kernel.Memory;

/// <summary>A virtual memory area of one mm; addresses are page numbers.</summary>
public sealed class Vma
{
    /// <summary>First page.</summary>
    public required int Start { get; init; }

    /// <summary>One past the last page.</summary>
    public required int End { get; init; }

    /// <summary>VM_WRITE.</summary>
    public bool IsWritable { get; init; } = true;

    /// <summary>VM_SHARED.</summary>
    public bool IsShared { get; init; }

    /// <summary>VM_DONTCOPY (MADV_DONTFORK): fork leaves it out.</summary>
    public bool IsDontCopy { get; init; }

    /// <summary>VM_UFFD_WP.</summary>
    public bool IsUffdWp { get; init; }

    /// <summary>The file that it maps, whose first page is at its start; null for anonymous memory.</summary>
    public Folio? File { get; init; }

    /// <summary>The per-VMA lock (6.4 and later): faults take it shared, fork exclusively.</summary>
    public required LockState Lock { get; init; }

    /// <summary><c>is_cow_mapping</c>: private. VM_MAYWRITE, not VM_WRITE decides, and a private mapping always has it.</summary>
    public bool IsCow => !IsShared;

    /// <summary>Whether a page lies in it.</summary>
    public bool Contains(int va) => va >= Start && va < End;
}
