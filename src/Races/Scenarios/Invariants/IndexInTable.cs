using RaceSim.Kernel.Memory;

namespace RaceSim.Scenarios.Invariants;

/// <summary>I29: No batch looks for an entry behind the end of its table.</summary>
public sealed class IndexInTable : Invariant
{
    /// <inheritdoc/>
    public override string Id => "I29";

    /// <inheritdoc/>
    public override string Sentence => "No batch looks for an entry behind the end of its table.";

    /// <inheritdoc/>
    public override string Source => "mm/memory.c, folio_nr_pages_cont_mapped; S003#19, #23";

    /// <inheritdoc/>
    public override void Attach(KernelInstance kernel, Watch watch) => watch.Own(kernel.Overrun, watch.Predicate(() => Check(kernel)));

    private static string? Check(KernelInstance kernel) =>
        kernel.Cells.Read(kernel.Overrun) is not 0 and var va ? $"a batch looks for the entry of page {va}, behind the end of its table" : null;
}
