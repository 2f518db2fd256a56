using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.Gup;

/// <summary>A read through a page kept of get_user_pages: by the reader of a pipe, or by a device. Argument2: what is kept, packed.</summary>
internal sealed class HeldReadEffect : StepEffect
{
    /// <summary>Stateless.</summary>
    public static readonly HeldReadEffect Instance = new();

    public override void Announce(Cpu cpu, ref Operation operation)
    {
        operation.Cell = cpu.Kernel.ContentOf(HeldPage.Pfn(cpu.Argument2)).Id;
        operation.Mode = AccessMode.Read;
        operation.Cell2 = cpu.Mm!.Image.Id;
        operation.Mode2 = AccessMode.Read;
        operation.Observers = cpu.Cells.Observers(cpu.Kernel.Held[cpu.Processor].Seen.Id);
    }

    public override long Perform(Cpu cpu, int value)
    {
        var datum = cpu.Cells.Read(cpu.Kernel.ContentOf(HeldPage.Pfn(cpu.Argument2)));
        cpu.Cells.Write(cpu.Kernel.Held[cpu.Processor].Seen, datum + 1);
        cpu.Machine.Ledger?.Return(new ReturnedValue(cpu.Id, "gup-read", HeldPage.Va(cpu.Argument2), datum));
        return datum;
    }
}
