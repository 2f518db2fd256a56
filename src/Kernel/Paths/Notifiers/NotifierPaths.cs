using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.Tables;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.Notifiers;

/// <summary>mmu notifiers (mm/mmu_notifier.c, v6.16) and a secondary MMU that listens to them, as a virtual machine's (virt/kvm/kvm_main.c).</summary>
internal static class NotifierPaths
{
    /// <summary><c>mmu_notifier_invalidate_range_start</c> of pages <paramref name="start"/> to <paramref name="end"/> - 1; may sleep. No step where nobody listens.</summary>
    public static async KernelPath InvalidateRangeStart(Cpu cpu, Mm mm, int start, int end)
    {
        if (cpu.Kernel.HasMirror)
        {
            cpu.MaySleep("a notifier");
            await cpu.Take(InvalidateEffect.Instance, OperationKind.Local, mm.Id, InvalidateEffect.Range(start, end));
        }
    }

    /// <summary><c>mmu_notifier_invalidate_range_end</c>.</summary>
    public static async KernelPath InvalidateRangeEnd(Cpu cpu, Mm mm)
    {
        if (cpu.Kernel.HasMirror)
        {
            await cpu.Take(InvalidateEffect.Instance, OperationKind.Local, mm.Id, 0);
        }
    }

    /// <summary>A secondary MMU takes over what an address space maps at a page: looks it up under the page-table lock, and forgets it if an invalidation came between.</summary>
    public static async KernelPath MirrorPage(Cpu cpu, Mm mm, int va)
    {
        var count = await cpu.Load(mm.Invalidations);
        if (await TablePaths.Find(cpu, mm, va) is not { } table)
        {
            return;
        }

        await cpu.Lock(table.Ptl);
        var pte = await cpu.LoadPte(table.At(va));
        await cpu.Unlock(table.Ptl);
        if (pte.IsPresent)
        {
            var announced = cpu.Take(MirrorEffect.Instance, OperationKind.Local, (va << 8) | mm.Id, pte.Bits);
            cpu.Next.Operand = count;
            await announced;
        }
    }
}
