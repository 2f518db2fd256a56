namespace RaceSim.Kernel.Builds;

/// <summary>A named step left out or done wrongly in the paths that share, break, allocate and free page tables (as <see cref="Mutation"/> for all others).</summary>
[Flags]
public enum TableMutation : long
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The hardware does not look at the write permission of a PMD entry (G18).</summary>
    PmdWriteNotChecked = 1 << 0,

    /// <summary>A break does not look at the reference count again after its allocation (G01).</summary>
    NoTableRecheck = 1 << 1,

    /// <summary>A break drops the old table's lock between giving up its reference and installing the new table (G02).</summary>
    UnlockBeforeInstall = 1 << 2,

    /// <summary>Whether a table can be reused is looked at without its lock (G02).</summary>
    LocklessReuse = 1 << 3,

    /// <summary>Read faults never break, not even on mappings of files (G05).</summary>
    BreakOnWriteOnly = 1 << 4,

    /// <summary>The test for bad PMD entries takes a read-only one for bad and clears it (G13).</summary>
    NoBadPmdChange = 1 << 5,

    /// <summary>A break notifies secondary MMUs of the faulting page alone (G04).</summary>
    NotifyPageOnly = 1 << 6,

    /// <summary>A copy on write does not notify secondary MMUs.</summary>
    NoNotifierInCopy = 1 << 7,

    /// <summary>Callers other than the fault handler do not break a shared table.</summary>
    NoBreakAtCallSite = 1 << 8,

    /// <summary>Giving up a table's reference orders nothing, as an atomic operation without a return value (G10).</summary>
    RelaxedPut = 1 << 9,

    /// <summary>The split of a VMA does not break a shared table.</summary>
    NoBreakAtSplit = 1 << 10,
}
