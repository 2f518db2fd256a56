namespace RaceSim.Kernel.Memory;

/// <summary>The kernel's constants, small by default so that spaces stay finite in practice; the real values are allowed.</summary>
public sealed record KernelConstants
{
    /// <summary>The values of arm64 with pages of 4 KiB (include/linux/swap.h, arch/arm64/include/asm/pgtable-hwdef.h, mm/memory.c; v6.16).</summary>
    public static KernelConstants Real { get; } = new()
    {
        PtesPerTable = 512,
        ContPtes = 16,
        BreakThreshold = 32,
        ProgressNone = 1,
        ProgressCopied = 8,
        SwapMapMax = 62,
        SwapContinuationMax = 127,
    };

    /// <summary><c>PTRS_PER_PTE</c>: entries of one page table; 512 in reality.</summary>
    public int PtesPerTable { get; init; } = 8;

    /// <summary><c>CONT_PTES</c>: entries of a contiguous block; 16 in reality.</summary>
    public int ContPtes { get; init; } = 4;

    /// <summary>The progress at which <c>copy_pte_range</c> looks whether to drop its locks; 32 in reality.</summary>
    public int BreakThreshold { get; init; } = 4;

    /// <summary>The progress of an empty entry; 1 in reality.</summary>
    public int ProgressNone { get; init; } = 1;

    /// <summary>The progress of a copied entry; 8 in reality.</summary>
    public int ProgressCopied { get; init; } = 2;

    /// <summary><c>SWAP_MAP_MAX</c>: the largest count of a swap slot without a continuation; 62 in reality.</summary>
    public int SwapMapMax { get; init; } = 2;

    /// <summary><c>SWAP_CONT_MAX</c>: the largest digit of a count in a continuation page; 127 in reality.</summary>
    public int SwapContinuationMax { get; init; } = 1;
}
