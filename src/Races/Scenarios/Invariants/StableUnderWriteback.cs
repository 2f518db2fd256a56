using RaceSim.Kernel.Memory;

namespace RaceSim.Scenarios.Invariants;

/// <summary>I26: A page under writeback to a device that needs stable pages is not made writable.</summary>
public sealed class StableUnderWriteback : Invariant
{
    /// <inheritdoc/>
    public override string Id => "I26";

    /// <inheritdoc/>
    public override string Sentence => "A page under writeback to a device that needs stable pages is not made writable.";

    /// <inheritdoc/>
    public override string Source => "mm/swapfile.c, reuse_swap_page (v5.8, SWP_STABLE_WRITES); mm/memory.c, do_swap_page; S004";

    /// <inheritdoc/>
    public override void Attach(KernelInstance kernel, Watch watch)
    {
        if (kernel.Swap is not { NeedsStablePages: true })
        {
            return;
        }

        var order = watch.NewOrder();
        foreach (var folio in kernel.Folios.Where(f => kernel.Cells.Read(f.Writeback) != 0))
        {
            watch.Order(folio.Writeback, order);
        }

        foreach (var table in kernel.Tables)
        {
            for (var i = 0; i < table.Count; i++)
            {
                watch.Order(table.Entries.At(i), order);
            }
        }

        watch.Entry((table, va) => Check(kernel, table, va));
    }

    private static string? Check(KernelInstance kernel, PageTable table, int va)
    {
        var pte = new Pte(kernel.Cells.Read(table.At(va)));
        return pte.IsPresent && pte.IsWritable && kernel.Frame(pte.Pfn).Folio is { } folio && kernel.Cells.Read(folio.Writeback) != 0
            ? $"{table.Mm.Name} maps page {va} writable while {folio.Name} is written to a device that needs stable pages"
            : null;
    }
}
