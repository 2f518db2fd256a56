namespace RaceSim.Kernel.Memory;

/// <summary>How a page number and a reason share one cell.</summary>
public static class StuckWaits
{
    private const int PageBits = 24;

    /// <summary>The value that says so.</summary>
    public static long Encode(StuckWait reason, int va) => ((long)reason << PageBits) | (uint)va;

    /// <summary>The reason.</summary>
    public static StuckWait Reason(long value) => (StuckWait)(value >> PageBits);

    /// <summary>The page number.</summary>
    public static int Page(long value) => (int)(value & ((1 << PageBits) - 1));
}
