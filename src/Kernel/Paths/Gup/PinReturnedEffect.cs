using RaceSim.Kernel.Cpus;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.Gup;

/// <summary>
/// Marks that a page is pinned for the world outside (operand: a page frame of its folio), or no longer (0). Argument: page number. The mark is what the
/// invariant on pins looks at; it costs nothing in a kernel.
/// </summary>
internal sealed class PinReturnedEffect : StepEffect
{
    /// <summary>Stateless.</summary>
    public static readonly PinReturnedEffect Instance = new();

    public override void Announce(Cpu cpu, ref Operation operation)
    {
        var mark = cpu.Mm!.Pinned.At(cpu.Argument);
        operation.Cell = mark.Id;
        operation.Mode = AccessMode.Write;
        operation.Observers = cpu.Cells.Observers(mark.Id);
    }

    public override long Perform(Cpu cpu, int value)
    {
        cpu.Cells.Write(cpu.Mm!.Pinned.At(cpu.Argument), cpu.Argument2);
        return 0;
    }
}
