using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.Gup;

/// <summary><c>gup_fast_fallback</c> with FOLL_PIN | FOLL_WRITE: pins without a lock, and gives the pin back if a fork was under way (mm/gup.c, v6.16).</summary>
internal static class GupFastPaths
{
    /// <summary>Tries to pin the page at <paramref name="va"/> for writing and, if that worked, unpins it again. A rejected pin would go the slow way, which waits for fork.</summary>
    public static async KernelPath PinUserPagesFast(Cpu cpu, int va)
    {
        if (await TryPin(cpu, va) is var pfn && pfn == 0)
        {
            return;
        }

        var folio = cpu.Kernel.Frame(pfn).Folio!;
        await HoldPin(cpu, va, folio);
        await Unpin(cpu, folio);
    }

    /// <summary>The pin alone: the page frame, or 0 if there is nothing to pin or a fork was under way.</summary>
    public static async KernelPath<int> TryPin(Cpu cpu, int va)
    {
        var kernel = cpu.Kernel;
        var mm = cpu.Mm!;
        var irq = kernel.Tlbs.Of(cpu)?.InterruptLock;
        await cpu.Store(mm.HasPinned, 1);
        if (irq is not null)
        {
            await cpu.Lock(irq); // local_irq_save
        }

        var seq = kernel.Build.HasWriteProtectSeq ? await cpu.Load(mm.WriteProtectSeq, MemoryOrder.Acquire) : 0;
        var pfn = (seq & 1) != 0 ? 0 : await GupFastPte(cpu, mm, va, needsWrite: true, isPin: true);
        if (irq is not null)
        {
            await cpu.Unlock(irq);
        }

        if (pfn != 0 && kernel.Build.HasWriteProtectSeq && !kernel.Build.Has(Mutation.NoSeqRecheck))
        {
            await cpu.Barrier(MemoryOrder.ReadBarrier);
            if (await cpu.Load(mm.WriteProtectSeq) != seq)
            {
                cpu.Machine.Reach(kernel.Events.GupFastRejected);
                cpu.Machine.Ledger?.Return(new ReturnedValue(cpu.Id, "pin", va, 0));
                await Unpin(cpu, kernel.Frame(pfn).Folio!);
                return 0;
            }
        }

        cpu.Machine.Ledger?.Return(new ReturnedValue(cpu.Id, "pin", va, pfn == 0 ? 0 : 1));
        if (pfn != 0)
        {
            cpu.Machine.Reach(kernel.Events.GupFastPinned);
        }

        return pfn;
    }

    /// <summary><c>gup_pte_range</c> for one page: the page frame of which it has taken a reference, and a pin if one is wanted; 0 if it may not take what it finds.</summary>
    public static async KernelPath<int> GupFastPte(Cpu cpu, Mm mm, int va, bool needsWrite, bool isPin)
    {
        var pmd = await cpu.LoadPmd(mm.Pmd(va));
        if (mm.TableOf(va, pmd) is not { } table)
        {
            return 0;
        }

        var entry = table.At(va);
        var pte = await cpu.LoadPte(entry);
        if (!pte.IsPresent || pte.IsProtNone || pte.IsSpecial || (needsWrite && (!pte.IsWritable || !pmd.IsWritable)))
        {
            return 0;
        }

        var (folio, _) = cpu.Kernel.Frame(pte.Pfn);
        if (folio is null || await cpu.Rmw(folio.Refcount, RmwKind.AddUnlessZero, 1) == 0)
        {
            return 0;
        }

        if (isPin)
        {
            await cpu.Add(folio.Pincount, 1, MemoryOrder.Full);
        }

        if (await cpu.LoadPmd(mm.Pmd(va)) == pmd && await cpu.LoadPte(entry) == pte)
        {
            return pte.Pfn;
        }

        if (isPin)
        {
            await cpu.Add(folio.Pincount, -1);
        }

        await cpu.Add(folio.Refcount, -1);
        return 0;
    }

    /// <summary>From the return of the pin to the unpin: the device uses the page. A marker; the invariant on pins looks at it.</summary>
    private static async KernelPath HoldPin(Cpu cpu, int va, Folio folio)
    {
        await cpu.Take(PinReturnedEffect.Instance, OperationKind.Local, va, folio.Pfn);
        await cpu.Take(PinReturnedEffect.Instance, OperationKind.Local, va, 0);
    }

    private static async KernelPath Unpin(Cpu cpu, Folio folio)
    {
        await cpu.Add(folio.Pincount, -1);
        await cpu.Add(folio.Refcount, -1);
    }
}
