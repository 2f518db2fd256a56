using RaceSim.Kernel.Cpus;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.Gup;

/// <summary>
/// A device writes to a page that is pinned for it (direct I/O that reads): to the data oracle it is a store of the process that asked for it. Argument: page frame; Argument2: page number; operand: the
/// datum.
/// </summary>
internal sealed class DeviceWriteEffect : StepEffect
{
    /// <summary>Stateless.</summary>
    public static readonly DeviceWriteEffect Instance = new();

    public override void Announce(Cpu cpu, ref Operation operation)
    {
        operation.Cell = cpu.Kernel.ContentOf(cpu.Argument).Id;
        operation.Mode = AccessMode.Write;
        operation.Cell2 = cpu.Mm!.Image.Id;
        operation.Mode2 = AccessMode.Write;
    }

    public override long Perform(Cpu cpu, int value)
    {
        cpu.Cells.Write(cpu.Kernel.ContentOf(cpu.Argument), cpu.Next.Operand);
        cpu.Cells.Write(cpu.Mm!.Expected.At((int)cpu.Argument2), cpu.Next.Operand);
        return 0;
    }
}
