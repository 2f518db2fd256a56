namespace RaceSim.Kernel.Builds;

/// <summary>A named step left out or done wrongly in the paths that share, break, allocate and free page tables (as <see cref="Mutation"/> for all others).</summary>
[Flags]
public enum TableMutation : long
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The hardware does not look at the write permission of a PMD entry.</summary>
    PmdWriteNotChecked = 1 << 0,
}
