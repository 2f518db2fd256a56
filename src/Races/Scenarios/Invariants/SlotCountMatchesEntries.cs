using RaceSim.Kernel.Builds;
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
        for (var t = 0; t < kernel.Tables.Count && kernel.Pool is null; t++)
        {
            entries += Entries(kernel, kernel.Tables[t].Page, slot);
        }

        for (var t = 0; t < (kernel.Pool?.Pages.Count ?? 0); t++)
        {
            // The entries of a shared table count once for each mm, with COW-PTE v2 once altogether.
            var pointers = kernel.Pool!.Pointers(t + 1);
            entries += (kernel.Build.Tables == TableSharing.CowPteV2 ? Math.Min(pointers, 1) : pointers) * Entries(kernel, kernel.Pool.Pages[t], slot);
        }

        return entries;
    }

    private static long Entries(KernelInstance kernel, TablePage page, int slot)
    {
        long entries = 0;
        for (var i = 0; i < page.Count; i++)
        {
            var pte = new Pte(kernel.Cells.Read(page.Entries.At(i)));
            entries += pte.Kind == PteKind.Swap && pte.Slot == slot ? 1 : 0;
        }

        return entries;
    }

    private static bool IsCached(KernelInstance kernel, int slot)
    {
        foreach (var folio in kernel.Folios)
        {
            var first = kernel.Cells.Read(folio.SwapSlot);
            if (kernel.Cells.Read(folio.SwapCached) != 0 && slot >= first && slot < first + folio.Pages)
            {
                return true;
            }
        }

        return false;
    }
}
