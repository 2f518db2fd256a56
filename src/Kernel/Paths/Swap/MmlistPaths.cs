using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;

namespace RaceSim.Kernel.Paths.Swap;

/// <summary>The list of mms that may have swap entries, which swapoff searches (<c>mm->mmlist</c>; mm/memory.c and mm/rmap.c, 2.6 to 6.16).</summary>
internal static class MmlistPaths
{
    /// <summary>Makes sure that an mm is on the list: a look without the lock, then the lock, then another look.</summary>
    public static async KernelPath AddToMmlist(Cpu cpu, Mm mm)
    {
        if (await cpu.Load(mm.Mmlist) != 0)
        {
            return;
        }

        var swap = cpu.Kernel.Swap!;
        await cpu.Lock(swap.MmlistLock);
        if (cpu.Kernel.Build.Has(Mutation.NoMmlistRecheck) || await cpu.Load(mm.Mmlist) == 0)
        {
            await cpu.Add(mm.Mmlist, 1); // list_add
        }
        else
        {
            cpu.Machine.Reach(cpu.Kernel.Events.MmlistRace);
        }

        await cpu.Unlock(swap.MmlistLock);
    }

    /// <summary>Takes a dying mm off the list (<c>__mmput</c>).</summary>
    public static async KernelPath RemoveFromMmlist(Cpu cpu, Mm mm)
    {
        if (cpu.Kernel.Swap is null || await cpu.Load(mm.Mmlist) == 0)
        {
            return;
        }

        await cpu.Lock(cpu.Kernel.Swap.MmlistLock);
        await cpu.Add(mm.Mmlist, -1);
        await cpu.Unlock(cpu.Kernel.Swap.MmlistLock);
    }
}
