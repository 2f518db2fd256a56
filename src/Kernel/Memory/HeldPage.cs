namespace RaceSim.Kernel.Memory;

/// <summary>A page that a thread got of get_user_pages and keeps: a pipe's, or one that a device reads or writes. Written by its thread alone.</summary>
public sealed class HeldPage
{
    /// <summary>0 if none, else the page frame, the page number and whether pinned, as <see cref="Pack"/> puts them together.</summary>
    public required Cell Page { get; init; }

    /// <summary>What the page held when it was taken, or was last given through it.</summary>
    public required Cell Datum { get; init; }

    /// <summary>What the last read through it saw, plus 1; a check looks at it.</summary>
    public required Cell Seen { get; init; }

    /// <summary>Puts together what is kept.</summary>
    /// <param name="pfn">The page frame, at least 1.</param>
    /// <param name="va">The page number at which it was mapped.</param>
    /// <param name="isPin">Whether pinned (FOLL_PIN), else only referenced (FOLL_GET).</param>
    public static long Pack(int pfn, int va, bool isPin) => ((long)pfn << 33) | ((long)va << 1) | (isPin ? 1L : 0L);

    /// <summary>The page frame of what was packed.</summary>
    public static int Pfn(long packed) => (int)(packed >> 33);

    /// <summary>The page number of what was packed.</summary>
    public static int Va(long packed) => (int)((packed >> 1) & 0xFFFF_FFFF);

    /// <summary>Whether what was packed is pinned.</summary>
    public static bool IsPin(long packed) => (packed & 1) != 0;
}
