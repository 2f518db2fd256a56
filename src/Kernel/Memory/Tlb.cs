using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Locks;

namespace RaceSim.Kernel.Memory;

/// <summary>The TLB of one CPU, for the one mm whose thread runs there.</summary>
public sealed class Tlb
{
    /// <summary>The thread context that uses it.</summary>
    public required Cpu Cpu { get; init; }

    /// <summary>The mm it translates.</summary>
    public required Mm Mm { get; init; }

    /// <summary>Stands for the whole TLB in footprints.</summary>
    public required Cell Token { get; init; }

    /// <summary>The cached translation of page 0; one cell a page; 0 is none.</summary>
    public required Cell Entries { get; init; }

    /// <summary>The cached PMD entry of slot 0 (paging-structure cache); one cell a slot; 0 is none. Allocated only on machines that have such caches.</summary>
    public Cell Walks { get; init; } = new(-1);

    /// <summary>Whether this CPU has ever cached a PMD entry; written by its own walks alone.</summary>
    public Cell HasWalked { get; init; } = new(-1);

    /// <summary>Whether it caches PMD entries.</summary>
    public bool HasWalks => Walks.Id >= 0;

    /// <summary>What the last load of this CPU returned: the page number times 2^32 plus the value; a check looks at it.</summary>
    public required Cell Loaded { get; init; }

    /// <summary>"Interrupts are off": held by the thread while it keeps them off, and by an interrupt while it runs.</summary>
    public required LockState InterruptLock { get; init; }
}
