using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.Swap;

namespace RaceSim.Kernel.Paths.Fork;

/// <summary><c>copy_nonpresent_pte</c> for swap and migration entries (mm/memory.c, v6.16).</summary>
internal static class CopyNonpresentPaths
{
    /// <summary>Copies a non-present entry.</summary>
    public static async KernelPath<CopyResult> CopyNonpresentPte(Cpu cpu, ForkRange range, int va, Pte pte)
    {
        if (pte.Kind == PteKind.Swap)
        {
            if (!await SwapPaths.SwapDuplicate(cpu, pte.Slot))
            {
                return new CopyResult(0, CopyStatus.NeedsContinuation);
            }

            if (pte.IsSwapExclusive)
            {
                pte = pte.ClearExclusive();
                await cpu.StorePte(range.Source.At(va), pte);
            }
        }
        else if (pte.Kind == PteKind.Migration && range.Vma.IsCow && pte.Mode != MigrationMode.Readable)
        {
            pte = Pte.Migration(pte.Pfn, MigrationMode.Readable);
            await cpu.StorePte(range.Source.At(va), pte);
        }

        await cpu.StorePte(range.Destination.At(va), range.ChildVma.IsUffdWp ? pte : pte.ClearUffdWp());
        return CopyResult.Copied(1);
    }
}
