using RaceSim.Kernel.Memory;
using RaceSim.Steps;

namespace RaceSim.Scenarios.Invariants;

/// <summary>I10: Software stores to an entry of a reachable table are made under that table's lock.</summary>
public sealed class EntryStoresUnderLock : Invariant
{
    /// <inheritdoc/>
    public override string Id => "I10";

    /// <inheritdoc/>
    public override string Sentence => "Software stores to an entry of a reachable table are made under that table's lock.";

    /// <inheritdoc/>
    public override string Source => "Documentation/mm/split_page_table_lock.rst; include/linux/pgtable.h";

    /// <inheritdoc/>
    public override void Attach(KernelInstance kernel, Watch watch) => watch.EntryStore((table, _) => Check(kernel, table));

    private static string? Check(KernelInstance kernel, PageTable table)
    {
        var machine = kernel.Machine;
        if (machine.Performed == OperationKind.Walk || table.Ptl.Holder == machine.Acting || !Mappings.IsPublished(kernel, table))
        {
            return null;
        }

        return $"{machine.Cpus[machine.Acting].Name} stores to an entry of {table.Mm.Name} without {table.Ptl.Name}";
    }
}
