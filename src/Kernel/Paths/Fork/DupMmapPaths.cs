using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.CowPte;
using RaceSim.Kernel.Paths.Tlbs;
using RaceSim.Kernel.Paths.Unmap;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.Fork;

/// <summary>The outer part of fork (<c>dup_mmap</c>, <c>copy_page_range</c>; kernel/fork.c and mm/memory.c, v6.16).</summary>
internal static class DupMmapPaths
{
    /// <summary>Copies the address space of the current thread into <paramref name="dst"/>, which has the same VMAs.</summary>
    public static async KernelPath DupMmap(Cpu cpu, Mm dst)
    {
        var src = cpu.Mm!;
        var succeeds = true;
        await cpu.Lock(src.MmapLock);
        await cpu.Lock(dst.MmapLock);
        await AnonVmaFork(cpu, dst);
        for (var i = 0; i < src.Vmas.Count && succeeds; i++)
        {
            if (cpu.Kernel.Options.ForkExcludesFaults)
            {
                await cpu.Lock(src.Vmas[i].Lock); // vma_start_write, fb49c455323f: all are held until the end
            }

            if (!src.Vmas[i].IsDontCopy)
            {
                succeeds = await CopyPageRange(cpu, dst, src, src.Vmas[i], dst.FindVma(src.Vmas[i].Start)!);
            }
        }

        await cpu.Unlock(dst.MmapLock);
        if (!cpu.Kernel.Build.Has(Mutation.NoFlushAfterFork))
        {
            await FlushTlbPaths.FlushTlbRange(cpu, src, 0, src.Pages);
        }

        if (succeeds)
        {
            await cpu.Take(SnapshotEffect.Instance, OperationKind.Local, dst.Id);
        }

        foreach (var vma in src.Vmas)
        {
            if (vma.Lock.IsHeldBy(cpu.Id))
            {
                await cpu.Unlock(vma.Lock);
            }
        }

        await cpu.Unlock(src.MmapLock);
        if (!succeeds)
        {
            cpu.Machine.Reach(cpu.Kernel.Events.ForkFailed);
            await ExitPaths.ExitMmap(cpu, dst); // -ENOMEM: dup_mm gives the half-built mm back
        }
    }

    /// <summary>From here on rmap walkers find the child's VMAs, although nothing is mapped there yet.</summary>
    private static async KernelPath AnonVmaFork(Cpu cpu, Mm dst)
    {
        await cpu.Lock(cpu.Kernel.AnonVma!);
        await cpu.Store(dst.Linked, 1);
        await cpu.Unlock(cpu.Kernel.AnonVma!);
    }

    private static async KernelPath<bool> CopyPageRange(Cpu cpu, Mm dst, Mm src, Vma vma, Vma dstVma)
    {
        var seq = cpu.Read(src.WriteProtectSeq); // Written by nobody else: this thread holds mmap_lock.
        var hasSeq = vma.IsCow && cpu.Kernel.Build.HasWriteProtectSeq;
        if (hasSeq && src.Pool is not null)
        {
            await SeqcountPaths.Begin(cpu, src);
        }
        else if (hasSeq)
        {
            await cpu.Store(src.WriteProtectSeq, seq + 1, MemoryOrder.WriteBarrier);
        }

        var sharesTables = src.Pool is not null && src.SharesTables && cpu.Kernel.Build.Tables != TableSharing.None;

        var size = cpu.Kernel.Constants.PtesPerTable;
        var succeeds = true;
        for (var va = vma.Start; va < vma.End && succeeds;)
        {
            var end = Math.Min(vma.End, (va / size * size) + size);
            if ((await cpu.LoadPmd(src.Pmd(va))).IsNone)
            {
                // Nothing to copy.
            }
            else if (sharesTables)
            {
                succeeds = await CowPteForkPaths.CopyPmdRange(cpu, dst, src, vma, va, end);
            }
            else
            {
                succeeds = await CopyPteRangePaths.CopyPteRange(cpu, dst, src, vma, dstVma, va, end);
            }

            va = end;
        }

        if (hasSeq && src.Pool is not null)
        {
            await SeqcountPaths.End(cpu, src);
        }
        else if (hasSeq)
        {
            await cpu.Store(src.WriteProtectSeq, seq + 2, MemoryOrder.WriteBarrier);
        }

        return succeeds;
    }
}
