using RaceSim.Kernel.Memory;

namespace RaceSim.Scenarios.Invariants;

/// <summary>
/// What the initial state's entries say of each page at each address. No modelled path lifts userfaultfd's protection, resolves a NUMA hint or makes a shared
/// entry writable, so for as long as the same page is mapped at the same address these bits are what they were, in the parent and in every copy.
/// </summary>
internal sealed class InitialEntries
{
    private readonly Dictionary<(int Va, int Pfn), List<Pte>> _entries = [];

    /// <summary>Notes the entries of a kernel that has not begun to run.</summary>
    public InitialEntries(KernelInstance kernel)
    {
        foreach (var table in kernel.Tables)
        {
            for (var va = table.FirstVa; va < table.FirstVa + table.Count; va++)
            {
                var pte = new Pte(kernel.Cells.Read(table.At(va)));
                if (!pte.IsPresent)
                {
                    continue;
                }

                if (!_entries.TryGetValue((va, pte.Pfn), out var same))
                {
                    _entries[(va, pte.Pfn)] = same = [];
                }

                same.Add(pte);
            }
        }
    }

    /// <summary>Whether an entry maps another page than any initial one at its address, or one of them satisfies <paramref name="agrees"/>.</summary>
    public bool Justify(int va, Pte pte, Func<Pte, Pte, bool> agrees)
    {
        if (!_entries.TryGetValue((va, pte.Pfn), out var initial))
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
}
