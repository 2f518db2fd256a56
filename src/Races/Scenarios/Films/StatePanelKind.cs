namespace RaceSim.Scenarios.Films;

/// <summary>What a panel of the machine's state shows, which decides how it is drawn.</summary>
public enum StatePanelKind
{
    /// <summary>The entries of one page table, by page number.</summary>
    PageTable,

    /// <summary>A folio's counters, flags and contents.</summary>
    Folio,

    /// <summary>A CPU's cached translations, by page number.</summary>
    Tlb,

    /// <summary>An address space's counters (RSS).</summary>
    Counters,

    /// <summary>The swap map, by slot.</summary>
    Swap,

    /// <summary>Anything else: the cells of a sketch.</summary>
    Cells,
}
