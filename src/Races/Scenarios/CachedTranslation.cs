using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;

namespace RaceSim.Scenarios;

/// <summary>What a user access goes by: the translation in its CPU's TLB, and whether the page table still says the same.</summary>
internal static class CachedTranslation
{
    /// <summary>Looks before the access is made.</summary>
    /// <param name="instance">The scenario's instance.</param>
    /// <param name="cpu">The CPU that has announced the access.</param>
    /// <returns>The access with its translation in words, and what makes that stale; both empty for a sketch.</returns>
    public static (string Access, string Stale) Of(ScenarioInstance instance, Cpu cpu)
    {
        if (instance.Kernel is not { } kernel || kernel.Tlbs.Of(cpu) is not { } tlb || cpu.Argument < 0 || cpu.Argument >= tlb.Mm.Pages)
        {
            return ("", "");
        }

        var va = cpu.Argument;
        var access = cpu.Argument2 != 0 ? "store to" : "load of";
        var cached = new Pte(cpu.Cells.Read(tlb.Entries.At(va)));
        if (cached.IsNone)
        {
            return ($"{access} page {va}, which is not in its TLB", "");
        }

        if (tlb.Mm.Reached(kernel.Cells, va) is not { } table)
        {
            return ($"{access} page {va} by its TLB's {instance.Text(tlb.Entries.At(va).Id, cached.Bits)}", "there is no page table any more");
        }

        var cell = table.At(va);
        var entry = new Pte(cpu.Cells.Read(cell));
        var isStale = !entry.IsPresent || entry.Pfn != cached.Pfn || (cached.IsWritable && !entry.IsWritable);
        var text = instance.Text(cell.Id, cached.Bits);
        return ($"{access} page {va} by its TLB's {text}", isStale ? $"{cpu.Cells.Name(cell.Id)} is {instance.Text(cell.Id, entry.Bits)}" : "");
    }
}
