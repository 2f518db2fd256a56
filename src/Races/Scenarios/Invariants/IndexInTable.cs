using RaceSim.Kernel.Memory;

namespace RaceSim.Scenarios.Invariants;

/// <summary>I29: No batch goes past the end of its table or of its folio.</summary>
public sealed class IndexInTable : Invariant
{
    /// <inheritdoc/>
    public override string Id => "I29";

    /// <inheritdoc/>
    public override string Sentence => "No batch goes past the end of its table or of its folio.";

    /// <inheritdoc/>
    public override string Source => "mm/memory.c, folio_nr_pages_cont_mapped and folio_pte_batch (7b08b74f3d99); mm/rmap.c, folio_unmap_pte_batch (ddd05742b45b); S003#19, #23";

    /// <inheritdoc/>
    public override void Attach(KernelInstance kernel, Watch watch) => watch.Own(kernel.Overrun, watch.Predicate(() => Check(kernel)));

    private static string? Check(KernelInstance kernel) =>
        kernel.Cells.Read(kernel.Overrun) is not 0 and var va ? $"a batch reaches page {va}, behind the end of its table or folio" : null;
}
