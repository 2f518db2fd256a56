using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.ContPte;
using RaceSim.Kernel.Paths.Fork;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.Oppo;

/// <summary>
/// Fork of a contiguous block in OPPO's out-of-tree kernel (OnePlus sm8550, 5.15), as far as S003#34 and #35 tell: one reference and one
/// entire mapping for the whole block.
/// </summary>
internal static class OppoCopyPaths
{
    /// <summary>Copies a block. In its middle: splits it and asks to be called again (the safety net), or copies what is left of it as it stands.</summary>
    public static async KernelPath<CopyResult> CopyContPtes(Cpu cpu, ForkRange range, int va, Pte pte)
    {
        var kernel = cpu.Kernel;
        var block = kernel.Constants.ContPtes;
        var count = Math.Min(block - (va % block), range.End - va);
        var (folio, page) = kernel.Frame(pte.Pfn);
        if (count < block && kernel.Build.UnalignedContCheck)
        {
            return await OppoSplitPaths.SplitInFork(cpu, range.Source, va); // The entry, now a single one, is looked at again.
        }

        if (await CopyPresentPaths.FolioNeedsCowForDma(cpu, range.Parent, folio!))
        {
            return await OppoSplitPaths.SplitInFork(cpu, range.Source, va);
        }

        await cpu.Add(folio!.Refcount, 1);
        await cpu.Add(folio.EntireMapcount, 1); // page_dup_rmap
        for (var i = 0; i < count; i++)
        {
            await cpu.Store(folio.AnonExclusive.At(page + i), 0);
        }

        if (range.Vma.IsCow && pte.IsWritable)
        {
            await WrprotectBlock(cpu, range.Source, va, isBlock: true);
            pte = pte.WriteProtect();
        }

        await PteHelpers.SetPtes(cpu, range.Destination, va, range.ForChild(pte), count);
        return CopyResult.Copied(count);
    }

    /// <summary>Takes the write permission from the whole block around <paramref name="va"/>, so that it stays uniform; or from one entry.</summary>
    public static async KernelPath WrprotectBlock(Cpu cpu, PageTable table, int va, bool isBlock)
    {
        var count = isBlock ? cpu.Kernel.Constants.ContPtes : 1;
        var start = va / count * count;
        for (var i = 0; i < count; i++)
        {
            cpu.Kernel.Tlbs.Owe(cpu, table.Mm, start + i);
            await cpu.Rmw(table.At(start + i), RmwKind.AndNot, Pte.WriteBit);
        }
    }
}
