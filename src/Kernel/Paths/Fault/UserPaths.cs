using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.Tlbs;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.Fault;

/// <summary>What a thread does in user space: loads and stores through its CPU's TLB, with the hardware's walks and the kernel's faults below them.</summary>
internal static class UserPaths
{
    /// <summary>Loads a page's datum.</summary>
    public static KernelPath UserLoad(Cpu cpu, int va) => UserAccess(cpu, va, isStore: false, 0);

    /// <summary>Stores a page's datum.</summary>
    public static KernelPath UserStore(Cpu cpu, int va, long value) => UserAccess(cpu, va, isStore: true, value);

    private static async KernelPath UserAccess(Cpu cpu, int va, bool isStore, long value)
    {
        while (true)
        {
            var announced = cpu.Take(UserAccessEffect.Instance, OperationKind.UserAccess, va, isStore ? 1 : 0);
            cpu.Next.Operand = value;
            var seen = await announced;
            if (seen == UserAccessEffect.Done)
            {
                return;
            }

            if (seen == UserAccessEffect.Miss && await HardwareWalk(cpu, va, isStore))
            {
                continue;
            }

            if (!await FaultPaths.HandleMmFault(cpu, va, isStore))
            {
                return; // The access never completes.
            }
        }
    }

    /// <summary>Walks the tables as the hardware does; true if a translation was cached that allows a load at least.</summary>
    private static async KernelPath<bool> HardwareWalk(Cpu cpu, int va, bool isStore)
    {
        var mm = cpu.Mm!;
        if (mm.Pool is not null)
        {
            return await HardwareWalkOfChangingTables(cpu, va, isStore);
        }

        var pmd = await cpu.LoadPmd(mm.Pmd(va));
        if (pmd.IsNone)
        {
            return false;
        }

        if (HugePmd.IsLeaf(pmd.Bits))
        {
            throw new ModelException($"{mm.Name} accesses page {va}, which a PMD entry maps: translations of huge pages are not modelled; split it first");
        }

        var taken = va;
        var entry = await cpu.LoadPte(mm.Table(va).At(va));
        if (entry.IsPresent && entry.IsCont)
        {
            var block = cpu.Kernel.Constants.ContPtes;
            taken = (va / block * block) + (int)await cpu.Choose(block, "the entry of the block that the walk takes");
        }

        var announced = cpu.Take(WalkEffect.Instance, OperationKind.Walk, va, ((long)taken << 1) | (isStore ? 1L : 0L));
        if (await announced == 0)
        {
            return false;
        }

        return !isStore || new Pte(cpu.Cells.Read(cpu.Kernel.Tlbs.Of(cpu)!.Entries.At(va))).IsWritable;
    }

    /// <summary>The same where PMD entries change, and may be cached on the way.</summary>
    private static async KernelPath<bool> HardwareWalkOfChangingTables(Cpu cpu, int va, bool isStore)
    {
        var result = TableWalkEffect.Again;
        while (result == TableWalkEffect.Again)
        {
            var pmd = await cpu.Take(PmdWalkEffect.Instance, OperationKind.Walk, va);
            if (pmd == 0)
            {
                return false;
            }

            result = await cpu.Take(TableWalkEffect.Instance, OperationKind.Walk, va, (pmd << 1) | (isStore ? 1L : 0L));
        }

        return result == TableWalkEffect.Filled && (!isStore || new Pte(cpu.Cells.Read(cpu.Kernel.Tlbs.Of(cpu)!.Entries.At(va))).IsWritable);
    }
}
