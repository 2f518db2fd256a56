using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.CowPte;

/// <summary>
/// What a process may rely on at a page where a driver maps something for it: nothing while the entry is being stored, then what the driver's page holds. Costs nothing in a kernel; it is for
/// the data oracle. Argument: page number; Argument2: the page frame, 0 for nothing.
/// </summary>
internal sealed class DriverImageEffect : StepEffect
{
    /// <summary>Stateless.</summary>
    public static readonly DriverImageEffect Instance = new();

    public override void Announce(Cpu cpu, ref Operation operation)
    {
        operation.Cell = cpu.Mm!.Image.Id;
        operation.Mode = AccessMode.Write;
        if (cpu.Argument2 != 0)
        {
            operation.Cell2 = cpu.Kernel.ContentOf((int)cpu.Argument2).Id;
            operation.Mode2 = AccessMode.Read;
        }
    }

    public override long Perform(Cpu cpu, int value)
    {
        cpu.Cells.Write(cpu.Mm!.Expected.At(cpu.Argument), cpu.Argument2 == 0 ? Mm.UnknownDatum : cpu.Cells.Read(cpu.Kernel.ContentOf((int)cpu.Argument2)));
        return 0;
    }
}
