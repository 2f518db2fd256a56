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
        var kernel = cpu.Kernel;
        var mm = cpu.Mm!;
        var irq = kernel.Tlbs.Of(cpu)?.InterruptLock;
        await cpu.Store(mm.HasPinned, 1);
        if (irq is not null)
        {
            await cpu.Lock(irq); // local_irq_save
        }

        var seq = await cpu.Load(mm.WriteProtectSeq, MemoryOrder.Acquire);
        var folio = (seq & 1) != 0 ? null : await GupFastPte(cpu, mm, va);
        if (irq is not null)
        {
            await cpu.Unlock(irq);
        }

        if (folio is null)
        {
            cpu.Machine.Ledger?.Return(new ReturnedValue(cpu.Id, "pin", va, 0));
            return;
        }

        if (!kernel.Build.Has(Mutation.NoSeqRecheck))
        {
            await cpu.Barrier(MemoryOrder.ReadBarrier);
            if (await cpu.Load(mm.WriteProtectSeq) != seq)
            {
                cpu.Machine.Reach(kernel.Events.GupFastRejected);
                cpu.Machine.Ledger?.Return(new ReturnedValue(cpu.Id, "pin", va, 0));
                await Unpin(cpu, folio);
                return;
            }
        }

        cpu.Machine.Reach(kernel.Events.GupFastPinned);
        cpu.Machine.Ledger?.Return(new ReturnedValue(cpu.Id, "pin", va, 1));
        await HoldPin(cpu, mm, va, folio);
        await Unpin(cpu, folio);
    }

    private static async KernelPath<Folio?> GupFastPte(Cpu cpu, Mm mm, int va)
    {
        var pmd = await cpu.LoadPmd(mm.Pmd(va));
        if (mm.TableOf(va, pmd) is not { } table)
        {
            return null;
        }

        var entry = table.At(va);
        var pte = await cpu.LoadPte(entry);
        if (!pte.IsPresent || pte.IsProtNone || pte.IsSpecial || !pte.IsWritable || !pmd.IsWritable)
        {
            return null;
        }

        var (folio, _) = cpu.Kernel.Frame(pte.Pfn);
        if (folio is null || await cpu.Rmw(folio.Refcount, RmwKind.AddUnlessZero, 1) == 0)
        {
            return null;
        }

        await cpu.Add(folio.Pincount, 1, MemoryOrder.Full);
        if (await cpu.LoadPmd(mm.Pmd(va)) != pmd || (await cpu.LoadPte(entry)) != pte)
        {
            await Unpin(cpu, folio);
            return null;
        }

        return folio;
    }

    /// <summary>From the return of the pin to the unpin: the device uses the page. A marker; the invariant on pins looks at it.</summary>
    private static async KernelPath HoldPin(Cpu cpu, Mm mm, int va, Folio folio)
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
