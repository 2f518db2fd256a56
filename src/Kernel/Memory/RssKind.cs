namespace RaceSim.Kernel.Memory;

/// <summary>The resident-set counters.</summary>
public enum RssKind
{
    /// <summary><c>MM_ANONPAGES</c>.</summary>
    Anon,

    /// <summary><c>MM_FILEPAGES</c>.</summary>
    File,

    /// <summary><c>MM_SWAPENTS</c>.</summary>
    Swap,

    /// <summary><c>MM_SHMEMPAGES</c>.</summary>
    Shmem,
}
