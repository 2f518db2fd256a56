using RaceSim.Kernel.Cpus;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.Unmap;

/// <summary>The instant at which a discard is promised: the pages read as zero from here on. Argument: first page; Argument2: one past the last.</summary>
internal sealed class DiscardEffect : StepEffect
{
    /// <summary>Stateless.</summary>
    public static readonly DiscardEffect Instance = new();

    public override void Announce(Cpu cpu, ref Operation operation)
    {
        operation.Cell = cpu.Mm!.Image.Id;
        operation.Mode = AccessMode.Write;
    }

    public override long Perform(Cpu cpu, int value)
    {
        for (var va = cpu.Argument; va < cpu.Argument2; va++)
        {
            cpu.Cells.Write(cpu.Mm!.Expected.At(va), 0);
        }

        return 0;
    }
}
