using RaceSim.Kernel.Memory;

namespace RaceSim.Scenarios.Invariants;

/// <summary>I18: At rest, a swap slot's count is the number of swap entries that name it, and it is marked as cached if its folio is in the swap cache.</summary>
/// <remarks>What the initial count has beyond the initial entries belongs to somebody outside the model, who keeps it.</remarks>
public sealed class SlotCountMatchesEntries : Invariant
{
    /// <inheritdoc/>
    public override string Id => "I18";

    /// <inheritdoc/>
    public override string Sentence => "At rest, a swap slot's count is the number of swap entries that name it, and it is marked as cached if its folio is in the swap cache.";

    /// <inheritdoc/>
    public override string Source => "mm/swapfile.c, swap_duplicate and swap_free; S001/m";

    /// <inheritdoc/>
    public override void Attach(KernelInstance kernel, Watch watch)
    {
        for (var i = 0; i < (kernel.Swap?.Slots ?? 0); i++)
        {
            var slot = i;
            var foreign = kernel.Swap!.Total(kernel.Cells, slot) - Entries(kernel, slot);
            watch.AtEnd(() => Check(kernel, slot, foreign));
        }
    }

    private static string? Check(KernelInstance kernel, int slot, long foreign)
    {
        var swap = kernel.Swap!;
        var count = swap.Total(kernel.Cells, slot);
        var entries = Entries(kernel, slot);
        if (count != entries + foreign)
        {
            return $"swap slot {slot} has count {count} where {entries} entries{(foreign == 0 ? string.Empty : $" and {foreign} outside the model")} name it";
        }

        var isMarked = (kernel.Cells.Read(swap.Counts.At(slot)) & SwapMap.HasCache) != 0;
        var isCached = IsCached(kernel, slot);
        return isMarked == isCached ? null : $"swap slot {slot} is {(isMarked ? "marked as cached, but no folio is there" : "not marked as cached, but a folio is there")}";
    }

    private static long Entries(KernelInstance kernel, int slot)
    {
        long entries = 0;
        foreach (var (table, weight) in Mappings.Counted(kernel))
        {
            for (var i = 0; i < table.Count; i++)
            {
                var pte = new Pte(kernel.Cells.Read(table.Entries.At(i)));
                entries += pte.Kind == PteKind.Swap && pte.Slot == slot ? weight : 0;
            }
        }

        return entries;
    }

    private static bool IsCached(KernelInstance kernel, int slot)
    {
        foreach (var folio in kernel.Folios)
        {
            if (folio.SwapCacheSlot >= 0 && slot >= folio.SwapCacheSlot && slot < folio.SwapCacheSlot + folio.Pages && kernel.Cells.Read(folio.SwapCached) != 0)
            {
                return true;
            }
        }

        return false;
    }
}
