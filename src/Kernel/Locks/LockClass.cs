namespace RaceSim.Kernel.Locks;

/// <summary>The kinds of lock, in the order in which the kernel nests them (<c>mm/rmap.c</c>, comment at the top of the file).</summary>
public enum LockClass : byte
{
    /// <summary>A lock of a sketch: no nesting rule applies.</summary>
    Sketch,

    /// <summary><c>mm->mmap_lock</c>, a reader-writer semaphore.</summary>
    MmapLock,

    /// <summary>The folio lock, a sleeping bit lock.</summary>
    FolioLock,

    /// <summary><c>vma->anon_vma->rwsem</c>.</summary>
    AnonVma,

    /// <summary>The lock of PMD entries.</summary>
    Pmd,

    /// <summary>The lock of a page-table page (PTL).</summary>
    PageTable,

    /// <summary><c>mmlist_lock</c>: the list of mms that swapoff searches.</summary>
    Mmlist,

    /// <summary>The lock of a swap cluster.</summary>
    SwapCluster,

    /// <summary><c>si->cont_lock</c>: the continuations of swap counts.</summary>
    SwapContinuation,

    /// <summary>"Interrupts are off on this CPU": held by the code that turned them off, or by an interrupt while it runs.</summary>
    Interrupts,

    /// <summary>Not a lock: the count of acknowledgements a TLB shootdown waits for.</summary>
    Completion,
}
