using RaceSim.Kernel.Memory;
using RaceSim.Steps;

namespace RaceSim.Scenarios.Invariants;

/// <summary>I10: Software stores to an entry of a reachable table are made under that table's lock; to a PMD entry under the PMD lock, or that of the table it points to.</summary>
public sealed class EntryStoresUnderLock : Invariant
{
    /// <inheritdoc/>
    public override string Id => "I10";

    /// <inheritdoc/>
    public override string Sentence => "Software stores to an entry of a reachable table are made under that table's lock; to a PMD entry under the PMD lock, or that of the table it points to.";

    /// <inheritdoc/>
    public override string Source => "Documentation/mm/split_page_table_lock.rst; include/linux/pgtable.h";

    /// <inheritdoc/>
    public override void Attach(KernelInstance kernel, Watch watch)
    {
        watch.EntryStore((table, _) => Check(kernel, table));
        watch.PmdStore((mm, slot, before) => CheckPmd(kernel, mm, slot, before));
    }

    private static string? CheckPmd(KernelInstance kernel, Mm mm, int slot, Pmd before)
    {
        var acting = kernel.Machine.Acting;
        var holdsPtl = !before.IsNone && kernel.Pool!.Pages[before.Table - 1].Ptl.IsKeptBy(acting);
        return mm.PmdLock!.IsKeptBy(acting) || holdsPtl
            ? null
            : $"{kernel.Machine.Cpus[acting].Name} changes PMD entry {slot} of {mm.Name} from {before} to {new Pmd(kernel.Cells.Read(mm.Pmds.At(slot)))} without {mm.PmdLock.Name} and without the lock of {(before.IsNone ? "a table" : before.ToString())}";
    }

    private static string? Check(KernelInstance kernel, PageTable table)
    {
        var machine = kernel.Machine;
        if (machine.Performed == OperationKind.Walk || table.Ptl.IsKeptBy(machine.Acting) || !Mappings.IsPublished(kernel, table))
        {
            return null;
        }

        return $"{machine.Cpus[machine.Acting].Name} stores to an entry of {table.Mm.Name} without {table.Ptl.Name}";
    }
}
