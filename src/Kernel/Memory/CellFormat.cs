namespace RaceSim.Kernel.Memory;

/// <summary>How a cell's value is written for a reader.</summary>
public enum CellFormat : byte
{
    /// <summary>A decimal integer.</summary>
    Integer,

    /// <summary>A page-table entry (<see cref="Pte"/>).</summary>
    Pte,

    /// <summary>A PMD entry: none, or the number of a page table.</summary>
    Pmd,

    /// <summary>A digit of a swap count with its flags (<see cref="SwapMap"/>).</summary>
    SwapCount,

    /// <summary>A cached translation (<see cref="Pte"/> or nothing).</summary>
    Translation,
}
