using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Steps;

namespace RaceSim.Scenarios.Invariants;

/// <summary>I10: Software stores to an entry of a reachable table are made under that table's lock; to a PMD entry under the PMD lock, or that of the table it points to.</summary>
/// <remarks>
/// A store that waits in a store buffer is made when it is issued: a table that was nobody's by then needs no lock, even if the PMD entry that publishes it overtakes the store on its way to memory. That is a
/// missing barrier, and I4 or I2 tell what comes of it. A lock counts as held until its release is in memory, and what was issued before the release is there by then.
/// </remarks>
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
        var tables = new Dictionary<int, int>();
        foreach (var page in Mappings.Pages(kernel))
        {
            for (var i = 0; i < page.Count; i++)
            {
                tables[page.Entries.At(i).Id] = page.Id;
            }
        }

        kernel.Machine.ExemptsAtIssue = (cpu, cell) => tables.TryGetValue(cell, out var table) && !IsReached(kernel, cpu, table);
        watch.EntryStore((table, _) => Check(kernel, table));
        watch.PmdStore((mm, slot, before) => CheckPmd(kernel, mm, slot, before));
    }

    /// <summary>Whether some PMD entry names a table, as a CPU sees it: its own stores that wait included.</summary>
    private static bool IsReached(KernelInstance kernel, Cpu cpu, int table)
    {
        foreach (var mm in kernel.Mms)
        {
            for (var slot = 0; slot < mm.Slots; slot++)
            {
                if (new Pmd(cpu.Buffer!.Read(mm.Pmds.At(slot).Id)).Table == table)
                {
                    return true;
                }
            }
        }

        return false;
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
        if (machine.Performed == OperationKind.Walk || machine.IsExempt || table.Ptl.IsKeptBy(machine.Acting) || !Mappings.IsPublished(kernel, table))
        {
            return null;
        }

        return $"{machine.Cpus[machine.Acting].Name} stores to an entry of {table.Mm.Name} without {table.Ptl.Name}";
    }
}
