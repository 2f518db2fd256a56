using RaceSim.Kernel.Locks;

namespace RaceSim.Kernel.Memory;

/// <summary>
/// A swap device: a count a slot, as <c>si->swap_map</c> keeps it (mm/swapfile.c, v6.16). A count is a number in mixed digits: the lowest, 0 to
/// <see cref="Max"/>, in the map itself, higher ones, 0 to <see cref="ContinuationMax"/>, in continuation pages that are allocated when the first slot needs
/// them and serve all slots. A digit carries <see cref="Continued"/> while there are higher ones; the map's digit carries <see cref="HasCache"/> too.
/// </summary>
public sealed class SwapMap
{
    /// <summary><c>SWAP_HAS_CACHE</c>: the slot's page is in the swap cache.</summary>
    public const long HasCache = 0x40;

    /// <summary><c>COUNT_CONTINUED</c>: the count goes on in the next digit.</summary>
    public const long Continued = 0x80;

    /// <summary>The largest number of continuation pages that a scenario can come to.</summary>
    public const int MostContinuationPages = 2;

    /// <summary><c>SWAP_MAP_MAX</c>: the largest lowest digit.</summary>
    public required int Max { get; init; }

    /// <summary><c>SWAP_CONT_MAX</c>: the largest digit in a continuation page.</summary>
    public required int ContinuationMax { get; init; }

    /// <summary>The lowest digit of slot 0's count, with flags; one cell a slot.</summary>
    public required Cell Counts { get; init; }

    /// <summary>The datum that slot 0 has on the device; one cell a slot.</summary>
    public required Cell Device { get; init; }

    /// <summary>The number of continuation pages on the list.</summary>
    public required Cell ContinuationPages { get; init; }

    /// <summary>The digit of slot 0 in the first continuation page; one cell a slot, page after page.</summary>
    public required Cell Digits { get; init; }

    /// <summary>The folio of the swap cache that holds slot 0, its number among the kernel's folios from 1 on, or 0; one cell a slot.</summary>
    public required Cell Cache { get; init; }

    /// <summary>
    /// Who has set the cache mark of slot 0: a folio, its number from 1 on; a swap-in past the cache, -1 - (its first slot); or nobody, 0. One cell a slot. The kernel does not note it; here it says for whom to wait.
    /// </summary>
    public required Cell Pinner { get; init; }

    /// <summary>By slot: held by a swap-in past the cache that has pinned this slot first, so that others can wait for its end.</summary>
    public required IReadOnlyList<LockState> Claims { get; init; }

    /// <summary>The cluster lock.</summary>
    public required LockState Lock { get; init; }

    /// <summary><c>si->cont_lock</c>: the continuation pages.</summary>
    public required LockState ContinuationLock { get; init; }

    /// <summary><c>mmlist_lock</c>: the list of mms that swapoff searches. Of all devices, but there is one.</summary>
    public required LockState MmlistLock { get; init; }

    /// <summary>SWP_STABLE_WRITES: a page must not change while it is written to the device (checksums).</summary>
    public bool NeedsStablePages { get; init; }

    /// <summary>The number of slots.</summary>
    public required int Slots { get; init; }

    /// <summary>A slot's digit in a continuation page.</summary>
    public Cell Digit(int page, int slot) => Digits.At((page * Slots) + slot);

    /// <summary>The count of a slot: how many swap entries name it. For checks: reads several cells.</summary>
    public long Total(CellStore cells, int slot)
    {
        var low = cells.Read(Counts.At(slot));
        if (low < 0)
        {
            return low; // Freed once too often.
        }

        var total = low & ~(HasCache | Continued);
        var weight = Max + 1L;
        for (var page = 0; page < cells.Read(ContinuationPages); page++)
        {
            total += (low & Continued) == 0 ? 0 : weight * (cells.Read(Digit(page, slot)) & ~Continued);
            low = cells.Read(Digit(page, slot)) & low;
            weight *= ContinuationMax + 1L;
        }

        return total;
    }

    /// <summary>Sets the count of a slot in the initial state.</summary>
    /// <exception cref="ModelException">The count needs more continuation pages than there can be.</exception>
    public void SetInitial(CellStore cells, int slot, long count, bool cached)
    {
        var rest = count / (Max + 1L);
        cells.SetInitial(Counts.At(slot), (count % (Max + 1L)) | (rest > 0 ? Continued : 0) | (cached ? HasCache : 0));
        for (var page = 0; rest > 0; page++)
        {
            if (page == MostContinuationPages)
            {
                throw new ModelException($"a swap count of {count} needs more than {MostContinuationPages} continuation pages");
            }

            var digit = rest % (ContinuationMax + 1L);
            rest /= ContinuationMax + 1L;
            cells.SetInitial(Digit(page, slot), digit | (rest > 0 ? Continued : 0));
            cells.SetInitial(ContinuationPages, Math.Max(cells.Read(ContinuationPages), page + 1));
        }
    }
}
