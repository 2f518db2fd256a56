using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.Unmap;

/// <summary>
/// Begin and end of a discard, as the caller may rely on it: in between a load may see the old datum or zero, afterwards only zero (or what was
/// stored since). Costs nothing in a kernel; it is for the data oracle. Argument: first page; Argument2: one past the last, negative at the begin.
/// </summary>
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
        var begins = cpu.Argument2 < 0;
        for (var va = cpu.Argument; va < Math.Abs(cpu.Argument2); va++)
        {
            var expected = cpu.Mm!.Expected.At(va);
            if (begins)
            {
                cpu.Cells.Write(expected, Mm.UnknownDatum);
            }
            else if (cpu.Cells.Read(expected) == Mm.UnknownDatum)
            {
                cpu.Cells.Write(expected, 0);
            }
        }

        return 0;
    }
}
