using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.CowPte;

/// <summary>
/// What a caller of <c>mremap</c> may rely on once it has returned: a page's datum is at its new address, and nothing at its old one. Costs nothing in a kernel; it is for the data oracle.
/// Argument: old page number; Argument2: new page number.
/// </summary>
internal sealed class MoveImageEffect : StepEffect
{
    /// <summary>Stateless.</summary>
    public static readonly MoveImageEffect Instance = new();

    public override void Announce(Cpu cpu, ref Operation operation)
    {
        operation.Cell = cpu.Mm!.Image.Id;
        operation.Mode = AccessMode.Write;
    }

    public override long Perform(Cpu cpu, int value)
    {
        var mm = cpu.Mm!;
        cpu.Cells.Write(mm.Expected.At((int)cpu.Argument2), cpu.Cells.Read(mm.Expected.At(cpu.Argument)));
        cpu.Cells.Write(mm.Expected.At(cpu.Argument), Mm.UnknownDatum);
        return 0;
    }
}
