namespace RaceSim.Kernel.Memory;

/// <summary>A PMD entry that maps a whole folio itself (a huge page), read-only: its value beside those that name a page table. Only <c>split-pmd</c> knows what to do with one.</summary>
public static class HugePmd
{
    private const long LeafBit = 1L << 40;
    private const long InvalidBit = 1L << 41;

    /// <summary>The entry for a folio, by its first page frame.</summary>
    public static long Of(int pfn) => LeafBit | (long)(uint)pfn;

    /// <summary>Whether an entry maps a folio itself.</summary>
    public static bool IsLeaf(long pmd) => (pmd & LeafBit) != 0;

    /// <summary>The first page frame of the folio that an entry maps.</summary>
    public static int Pfn(long pmd) => (int)(uint)pmd;

    /// <summary>As <c>pmdp_invalidate</c> leaves it: it still says what it maps, but the hardware does not translate by it.</summary>
    public static long Invalidate(long pmd) => pmd | InvalidBit;
}
