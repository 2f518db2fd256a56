using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.Hardware;

/// <summary>What hardware and the world outside do to an address space on their own.</summary>
internal static class HardwarePaths
{
    /// <summary>An MMU sets the accessed bit, and the dirty bit for a store, of a page of <paramref name="mm"/>.</summary>
    public static async KernelPath SetAccessedDirty(Cpu cpu, Mm mm, int va, bool isStore)
    {
        var table = mm.Pool is null ? 0 : (await cpu.LoadPmd(mm.Pmd(va))).Table;
        if (mm.Pool is null || table != 0)
        {
            await cpu.Take(HardwareAccessEffect.Instance, OperationKind.Walk, va, ((long)table << 16) | ((long)mm.Id << 1) | (isStore ? 1L : 0L));
        }
    }

    /// <summary>The holder of a pin that existed from the start gives it up (<c>unpin_user_page</c>, mm/gup.c).</summary>
    public static async KernelPath UnpinUserPage(Cpu cpu, Folio folio)
    {
        await cpu.Add(folio.Pincount, -1);
        await cpu.Add(folio.Refcount, -1);
    }
}
