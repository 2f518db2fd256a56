using RaceSim.Kernel.Memory;

namespace RaceSim.Scenarios.Invariants;

/// <summary>I22: No fault waits for ever, and no migration entry is left once its migrator has ended.</summary>
/// <remarks>Two kinds of endless loop. A retry that goes on for ever in any other way is cut at the step bound, and then nothing is proved.</remarks>
public sealed class WaitsEnd : Invariant
{
    /// <inheritdoc/>
    public override string Id => "I22";

    /// <inheritdoc/>
    public override string Sentence => "No fault waits for ever, and no migration entry is left once its migrator has ended.";

    /// <inheritdoc/>
    public override string Source => "mm/migrate.c, remove_migration_ptes and migration_entry_wait; S001/p1";

    /// <inheritdoc/>
    public override void Attach(KernelInstance kernel, Watch watch)
    {
        watch.Own(kernel.StuckFault, watch.Predicate(() => CheckFault(kernel)));
        foreach (var table in Mappings.Reached(kernel))
        {
            watch.AtEnd(() => CheckEntries(kernel, table));
        }
    }

    private static string? CheckFault(KernelInstance kernel) => kernel.Cells.Read(kernel.StuckFault) is not 0 and var page
        ? $"a fault at page {page - 1} finds a migration entry whose migrator has ended, and will for ever"
        : null;

    private static string? CheckEntries(KernelInstance kernel, PageTable table)
    {
        for (var i = 0; i < table.Count; i++)
        {
            var pte = new Pte(kernel.Cells.Read(table.Entries.At(i)));
            if (pte.Kind == PteKind.Migration && kernel.Frame(pte.Pfn).Folio is { HasMigrator: true } folio)
            {
                return $"{table.Mm.Name} keeps a migration entry for {folio.Name} at page {table.FirstVa + i}, whose migrator has ended";
            }
        }

        return null;
    }
}
