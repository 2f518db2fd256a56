namespace RaceSim.Kernel.Memory;

/// <summary>What a marker entry says (<c>PTE_MARKER_*</c>, include/linux/swapops.h, v6.16; there a set of flags, here one of them).</summary>
public enum MarkerKind : byte
{
    /// <summary>The page that comes here is write-protected for userfaultfd; means something only in a VMA registered for it.</summary>
    UffdWp,

    /// <summary>An access is a bus error.</summary>
    Poison,

    /// <summary>An access is a segmentation fault (a lightweight guard region).</summary>
    Guard,
}
