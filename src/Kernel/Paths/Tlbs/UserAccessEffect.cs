using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.Tlbs;

/// <summary>
/// A load or store of user space by the cached translation alone: looks the page up in the CPU's TLB and, if the access is allowed, reaches
/// the data. Argument: page number; operand: the value of a store; Argument2: 1 for a store.
/// </summary>
internal sealed class UserAccessEffect : StepEffect
{
    /// <summary>The access was made.</summary>
    public const long Done = 0;

    /// <summary>No usable translation is cached (for a store also: one that has not seen a store).</summary>
    public const long Miss = 1;

    /// <summary>The cached translation forbids the access.</summary>
    public const long Fault = 2;

    /// <summary>Stateless.</summary>
    public static readonly UserAccessEffect Instance = new();

    public override void Announce(Cpu cpu, ref Operation operation)
    {
        var tlb = cpu.Kernel.Tlbs.Of(cpu)!;
        var isStore = cpu.Argument2 != 0;
        operation.Cell = tlb.Token.Id;
        operation.Mode = AccessMode.Read;
        var translation = new Pte(cpu.Cells.Read(tlb.Entries.At(cpu.Argument)));
        if (Look(translation, isStore) != Done)
        {
            operation.Cell2 = Operation.Nowhere;
            operation.Cell3 = Operation.Nowhere;
            operation.Observers = 0;
            return;
        }

        operation.Cell2 = cpu.Kernel.ContentOf(translation.Pfn).Id;
        operation.Mode2 = isStore ? AccessMode.Write : AccessMode.Read;
        operation.Cell3 = tlb.Mm.Image.Id;
        operation.Mode3 = isStore ? AccessMode.Write : AccessMode.Read;
        operation.Observers = isStore ? 0 : cpu.Cells.Observers(tlb.Loaded.Id);
    }

    public override long Perform(Cpu cpu, int value)
    {
        var tlb = cpu.Kernel.Tlbs.Of(cpu)!;
        var va = cpu.Argument;
        var isStore = cpu.Argument2 != 0;
        var translation = new Pte(cpu.Cells.Read(tlb.Entries.At(va)));
        var seen = Look(translation, isStore);
        if (seen != Done)
        {
            return seen;
        }

        var content = cpu.Kernel.ContentOf(translation.Pfn);
        if (isStore)
        {
            cpu.Cells.Write(content, cpu.Next.Operand);
            cpu.Cells.Write(tlb.Mm.Expected.At(va), cpu.Next.Operand);
            if (cpu.Cells.Read(tlb.Mm.Image) is var child && child != 0)
            {
                cpu.Cells.Write(cpu.Kernel.Mms[(int)child].Expected.At(va), Mm.UnknownDatum); // A fork is under way that does not exclude this: the child may get the page of before or after.
            }
        }
        else
        {
            var datum = cpu.Cells.Read(content);
            cpu.Cells.Write(tlb.Loaded, ((long)(va + 1) << 32) | (datum & 0xFFFF_FFFF));
            cpu.Machine.Ledger?.Return(new ReturnedValue(cpu.Id, "load", va, datum));
        }

        return Done;
    }

    private static long Look(Pte translation, bool isStore)
    {
        if (translation.IsNone)
        {
            return Miss;
        }

        if (!isStore)
        {
            return Done;
        }

        return !translation.IsWritable ? Fault : translation.IsDirty ? Done : Miss;
    }
}
