using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.Oppo;

namespace RaceSim.Kernel.Paths.Fork;

/// <summary>A strawman that nobody proposed and S003#35 fears: copies raw entries, contiguous bit included, from wherever it resumed.</summary>
internal static class CopyBlindPaths
{
    /// <summary>Copies one raw entry.</summary>
    public static async KernelPath<CopyResult> CopyPteBlindly(Cpu cpu, ForkRange range, int va, Pte pte)
    {
        var (folio, page) = cpu.Kernel.Frame(pte.Pfn);
        if (folio is not null)
        {
            await cpu.Add(folio.Refcount, 1);
            await cpu.Store(folio.AnonExclusive.At(page), 0);
            await cpu.Add(folio.Mapcount(page), 1);
        }

        if (range.Vma.IsCow && pte.IsWritable)
        {
            await OppoCopyPaths.WrprotectBlock(cpu, range.Source, va, pte.IsCont);
            pte = pte.WriteProtect();
        }

        await cpu.StorePte(range.Destination.At(va), range.ForChild(pte));
        return CopyResult.Copied(1);
    }
}
