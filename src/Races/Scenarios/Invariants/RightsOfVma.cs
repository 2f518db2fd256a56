using RaceSim.Kernel.Memory;

namespace RaceSim.Scenarios.Invariants;

/// <summary>I21: An entry gives no right that its VMA does not, and a copy none that the entry it was copied from did not.</summary>
public sealed class RightsOfVma : Invariant
{
    /// <inheritdoc/>
    public override string Id => "I21";

    /// <inheritdoc/>
    public override string Sentence => "An entry gives no right that its VMA does not, and a copy none that the entry it was copied from did not.";

    /// <inheritdoc/>
    public override string Source => "mm/memory.c, vma_wants_writenotify and copy_present_ptes; S003#7, #15, #21";

    /// <inheritdoc/>
    public override void Attach(KernelInstance kernel, Watch watch)
    {
        var initial = new InitialEntries(kernel);
        // A fork that shares page tables attaches the child to a whole table, and may go back: what the child's VMAs allow is asked when there is somebody who could use it.
        var unborn = kernel.Pool is null ? [] : kernel.Mms.Where(m => kernel.Cells.Read(m.Linked) == 0).ToHashSet();
        watch.Entry((table, va) => unborn.Contains(table.Mm) && kernel.Cells.Read(table.Mm.Snapshot) == 0 ? null : Check(kernel, initial, table, va));
        foreach (var mm in unborn)
        {
            watch.Ordered(mm.Snapshot, watch.Predicate(() => CheckAll(kernel, initial, mm)));
        }
    }

    private static string? CheckAll(KernelInstance kernel, InitialEntries initial, Mm mm)
    {
        if (kernel.Cells.Read(mm.Snapshot) == 0)
        {
            return null;
        }

        foreach (var table in Mappings.Reached(kernel, mm))
        {
            for (var va = table.FirstVa; va < table.FirstVa + table.Count; va++)
            {
                if (Check(kernel, initial, table, va) is { } seen)
                {
                    return seen;
                }
            }
        }

        return null;
    }

    private static string? Check(KernelInstance kernel, InitialEntries initial, PageTable table, int va)
    {
        var pte = new Pte(kernel.Cells.Read(table.At(va)));
        if (!pte.IsPresent)
        {
            return null;
        }

        var vma = table.Mm.FindVma(va);
        if (vma is null || (pte.IsWritable && !vma.IsWritable))
        {
            return $"{table.Mm.Name} maps page {va} {(vma is null ? "in no VMA" : "writable in a VMA that is not")}";
        }

        if (vma.IsShared && !IsNotified(kernel, pte) && !initial.Justify(va, pte, static (before, now) => before.IsWritable || !now.IsWritable))
        {
            return $"{table.Mm.Name} maps page {va} writable, which the shared entry it was copied from was not";
        }

        return initial.Justify(va, pte, static (before, now) => !before.IsProtNone || now.IsProtNone)
            ? null
            : $"{table.Mm.Name} can access page {va}, where the entry it was copied from was protnone";
    }

    private static bool IsNotified(KernelInstance kernel, Pte pte) =>
        kernel.Frame(pte.Pfn) is { Folio: { IsAnon: false } folio, Page: var page } && kernel.Cells.Read(folio.Notified.At(page)) != 0;
}
