using RaceSim.Kernel.Memory;

namespace RaceSim.Scenarios.Invariants;

/// <summary>
/// What the initial state's entries say of each page at each address. No modelled path lifts userfaultfd's protection, resolves a NUMA hint or makes a shared
/// entry writable, so for as long as the same page is mapped, or named by a swap, migration or device entry, at the same address these bits are what they were, in the parent and in every copy.
/// </summary>
internal sealed class InitialEntries
{
    private readonly KernelInstance _kernel;
    private readonly Dictionary<(int Va, int Object), List<Pte>> _entries = [];

    /// <summary>Notes the entries of a kernel that has not begun to run.</summary>
    public InitialEntries(KernelInstance kernel)
    {
        _kernel = kernel;
        foreach (var table in Mappings.Reached(kernel))
        {
            for (var va = table.FirstVa; va < table.FirstVa + table.Count; va++)
            {
                var pte = new Pte(kernel.Cells.Read(table.At(va)));
                if (pte.IsNone || pte.Kind == PteKind.Marker)
                {
                    continue;
                }

                if (!_entries.TryGetValue((va, ObjectOf(pte)), out var same))
                {
                    _entries[(va, ObjectOf(pte))] = same = [];
                }

                same.Add(pte);
            }
        }
    }

    /// <summary>Whether an entry names another page than any initial one at its address, or one of them satisfies <paramref name="agrees"/>.</summary>
    public bool Justify(int va, Pte pte, Func<Pte, Pte, bool> agrees)
    {
        if (!_entries.TryGetValue((va, ObjectOf(pte)), out var initial))
        {
            return true;
        }

        foreach (var entry in initial)
        {
            if (agrees(entry, pte))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What an entry names: a page frame, also by the swap slot of a folio that is in the swap cache at the start; a negative number for any other slot.</summary>
    private int ObjectOf(Pte pte)
    {
        if (pte.Kind != PteKind.Swap)
        {
            return pte.Pfn;
        }

        foreach (var folio in _kernel.Folios)
        {
            if (folio.SwapCacheSlot >= 0 && pte.Slot >= folio.SwapCacheSlot && pte.Slot < folio.SwapCacheSlot + folio.Pages)
            {
                return folio.Pfn + pte.Slot - folio.SwapCacheSlot;
            }
        }

        return -1 - pte.Slot;
    }
}
