using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;

namespace RaceSim.Kernel.Paths.CowPte;

/// <summary><c>mmap_write_lock</c> as a system call that changes VMAs needs it: no fault of the address space runs meanwhile (here faults take the VMAs' locks).</summary>
internal static class MmapWritePaths
{
    /// <summary>Takes <c>mmap_lock</c> for writing and every VMA's lock.</summary>
    public static async KernelPath Lock(Cpu cpu, Mm mm)
    {
        await cpu.Lock(mm.MmapLock);
        foreach (var vma in mm.Vmas)
        {
            await cpu.Lock(vma.Lock);
        }
    }

    /// <summary>Gives them up.</summary>
    public static async KernelPath Unlock(Cpu cpu, Mm mm)
    {
        foreach (var vma in mm.Vmas)
        {
            await cpu.Unlock(vma.Lock);
        }

        await cpu.Unlock(mm.MmapLock);
    }
}
