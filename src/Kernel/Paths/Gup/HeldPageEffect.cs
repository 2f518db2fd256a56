using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.Gup;

/// <summary>The moment at which a page of get_user_pages is kept by its thread: notes what it holds. Argument: page number; Argument2: what is kept, packed.</summary>
internal sealed class HeldPageEffect : StepEffect
{
    /// <summary>Stateless.</summary>
    public static readonly HeldPageEffect Instance = new();

    public override void Announce(Cpu cpu, ref Operation operation)
    {
        operation.Cell = cpu.Kernel.ContentOf(HeldPage.Pfn(cpu.Argument2)).Id;
        operation.Mode = AccessMode.Read;
        operation.Cell2 = cpu.Kernel.Held[cpu.Processor].Page.Id;
        operation.Mode2 = AccessMode.Write;
    }

    public override long Perform(Cpu cpu, int value)
    {
        var held = cpu.Kernel.Held[cpu.Processor];
        cpu.Cells.Write(held.Page, cpu.Argument2);
        cpu.Cells.Write(held.Datum, cpu.Cells.Read(cpu.Kernel.ContentOf(HeldPage.Pfn(cpu.Argument2))));
        return 0;
    }
}
