using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.Fault;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.Gup;

/// <summary>
/// Pages that a thread gets of get_user_pages and keeps for a while: to read (FOLL_GET, as vmsplice does) or to be written by a device (FOLL_PIN | FOLL_WRITE) (mm/gup.c, 5.7 to 6.16).
/// </summary>
internal static class GupHoldPaths
{
    /// <summary><c>get_user_pages_fast</c> for reading, with the slow path if the fast one finds nothing that it may take. On 5.8 both want a writable entry, and the slow one breaks copy-on-write.</summary>
    public static async KernelPath GetUserPage(Cpu cpu, int va)
    {
        var mm = cpu.Mm!;
        var needsWrite = cpu.Kernel.Build.ForcesCowBreak;
        var irq = cpu.Kernel.Tlbs.Of(cpu)!.InterruptLock;
        await cpu.Lock(irq); // local_irq_save
        var pfn = await GupFastPaths.GupFastPte(cpu, mm, va, needsWrite, isPin: false);
        await cpu.Unlock(irq);
        if (pfn == 0)
        {
            pfn = await GupSlow(cpu, mm, va, needsWrite);
        }

        cpu.Machine.Reach(cpu.Kernel.Events.GupGot);
        await cpu.Take(HeldPageEffect.Instance, OperationKind.Local, va, HeldPage.Pack(pfn, va, isPin: false));
    }

    /// <summary><c>pin_user_pages_fast</c> for writing. A pin that the fast path does not get is given up.</summary>
    public static async KernelPath PinUserPage(Cpu cpu, int va)
    {
        if (await GupFastPaths.TryPin(cpu, va) is var pfn && pfn == 0)
        {
            return;
        }

        await cpu.Take(PinReturnedEffect.Instance, OperationKind.Local, va, pfn);
        await cpu.Take(HeldPageEffect.Instance, OperationKind.Local, va, HeldPage.Pack(pfn, va, isPin: true));
    }

    /// <summary>The reader of the pipe, or a device, reads the page.</summary>
    public static async KernelPath ReadHeld(Cpu cpu)
    {
        var held = cpu.Read(cpu.Kernel.Held[cpu.Processor].Page); // This thread's own.
        if (held != 0)
        {
            await cpu.Take(HeldReadEffect.Instance, OperationKind.Local, 0, held);
        }
    }

    /// <summary>A device writes <paramref name="value"/> to the page, if it is pinned.</summary>
    public static async KernelPath WriteHeld(Cpu cpu, long value)
    {
        var held = cpu.Read(cpu.Kernel.Held[cpu.Processor].Page);
        if (HeldPage.IsPin(held))
        {
            var announced = cpu.Take(HeldWriteEffect.Instance, OperationKind.Local, 0, held);
            cpu.Next.Operand = value;
            await announced;
        }
    }

    /// <summary><c>put_page</c>, or <c>unpin_user_pages_dirty_lock</c> without the folio lock that it takes around the flag.</summary>
    public static async KernelPath PutHeld(Cpu cpu)
    {
        var cell = cpu.Kernel.Held[cpu.Processor].Page;
        var held = cpu.Read(cell);
        if (held == 0)
        {
            return;
        }

        var folio = cpu.Kernel.Frame(HeldPage.Pfn(held)).Folio!;
        await cpu.Store(cell, 0);
        if (HeldPage.IsPin(held))
        {
            await cpu.Take(PinReturnedEffect.Instance, OperationKind.Local, HeldPage.Va(held), 0);
            await cpu.Store(folio.Dirty, 1);
            await cpu.Add(folio.Pincount, -1);
        }

        await cpu.Add(folio.Refcount, -1);
    }

    /// <summary><c>follow_page_pte</c> and <c>faultin_page</c>, over and over, until a page is found that may be taken.</summary>
    private static async KernelPath<int> GupSlow(Cpu cpu, Mm mm, int va, bool needsWrite)
    {
        var table = mm.Table(va);
        while (true)
        {
            if (await cpu.Load(mm.Pmd(va)) != 0)
            {
                await cpu.Lock(table.Ptl);
                var pte = await cpu.LoadPte(table.At(va));
                var (folio, _) = cpu.Kernel.Frame(pte.Pfn);
                if (pte.IsPresent && folio is not null && (pte.IsWritable || !needsWrite))
                {
                    await cpu.Add(folio.Refcount, 1);
                    await cpu.Unlock(table.Ptl);
                    return pte.Pfn;
                }

                await cpu.Unlock(table.Ptl);
                if (pte.IsPresent && folio is null && !needsWrite)
                {
                    throw new ModelException($"{mm.Name} gets page {va} to read, where it has the zero page: not modelled");
                }

                if (pte.IsPresent && needsWrite)
                {
                    cpu.Machine.Reach(cpu.Kernel.Events.GupBrokeCow);
                }
            }

            await FaultPaths.HandleMmFault(cpu, va, needsWrite);
        }
    }
}
