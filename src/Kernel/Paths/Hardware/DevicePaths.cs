using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.Fault;

namespace RaceSim.Kernel.Paths.Hardware;

/// <summary>
/// A device that shares a process's page tables by way of an IOMMU that does not set accessed and dirty bits itself (shared virtual addressing; drivers/iommu/iommu-sva.c, v6.16): an entry without
/// them makes it fault, and the kernel handles the fault as the process's own.
/// </summary>
internal static class DevicePaths
{
    private const int Attempts = 2;

    /// <summary>
    /// Accesses a page. A fault after which the entry is as useless as before is taken once more, in case somebody changed it meanwhile; after that nothing is left that could ever change it.
    /// The note of that is for the invariant on progress.
    /// </summary>
    public static async KernelPath DeviceAccess(Cpu cpu, int va, bool isStore)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await CanUse(cpu, va, isStore))
            {
                cpu.Machine.Reach(cpu.Kernel.Events.DeviceTranslated);
                return;
            }

            if (!await FaultPaths.HandleMmFault(cpu, va, isStore))
            {
                return;
            }
        }

        if (!await CanUse(cpu, va, isStore))
        {
            await cpu.Store(cpu.Kernel.StuckFault, StuckWaits.Encode(StuckWait.Device, va));
        }
    }

    // The device looks at the page's own entry, contiguous or not.
    private static async KernelPath<bool> CanUse(Cpu cpu, int va, bool isStore)
    {
        var mm = cpu.Mm!;
        if (mm.TableOf(va, await cpu.LoadPmd(mm.Pmd(va))) is not { } table)
        {
            return false;
        }

        var pte = await cpu.LoadPte(table.At(va));
        return pte.IsValid && pte.IsYoung && (!isStore || (pte.IsWritable && pte.IsDirty));
    }
}
