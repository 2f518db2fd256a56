using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.Gup;

/// <summary>
/// A device writes to a page pinned through the thread's address space: whoever loads from that address afterwards should see it, as if the process itself had stored. What a child gets of it is
/// open while it is being forked: its page may have been copied before or be copied after. Argument2: what is kept, packed; operand: the datum.
/// </summary>
internal sealed class HeldWriteEffect : StepEffect
{
    /// <summary>Stateless.</summary>
    public static readonly HeldWriteEffect Instance = new();

    public override void Announce(Cpu cpu, ref Operation operation)
    {
        operation.Cell = cpu.Kernel.ContentOf(HeldPage.Pfn(cpu.Argument2)).Id;
        operation.Mode = AccessMode.Write;
        operation.Cell2 = cpu.Mm!.Image.Id;
        operation.Mode2 = AccessMode.Write;
        if (Child(cpu) is { } child)
        {
            operation.Cell3 = child.Linked.Id;
            operation.Mode3 = AccessMode.Read;
        }
    }

    public override long Perform(Cpu cpu, int value)
    {
        var va = HeldPage.Va(cpu.Argument2);
        cpu.Cells.Write(cpu.Kernel.ContentOf(HeldPage.Pfn(cpu.Argument2)), cpu.Next.Operand);
        cpu.Cells.Write(cpu.Mm!.Expected.At(va), cpu.Next.Operand);
        cpu.Cells.Write(cpu.Kernel.Held[cpu.Processor].Datum, cpu.Next.Operand);
        if (Child(cpu) is { } child && cpu.Cells.Read(child.Linked) != 0 && cpu.Cells.Read(child.Snapshot) == 0)
        {
            cpu.Cells.Write(child.Expected.At(va), Mm.UnknownDatum);
        }

        return 0;
    }

    private static Mm? Child(Cpu cpu)
    {
        foreach (var mm in cpu.Kernel.Mms)
        {
            if (mm.IsForked)
            {
                return mm;
            }
        }

        return null;
    }
}
