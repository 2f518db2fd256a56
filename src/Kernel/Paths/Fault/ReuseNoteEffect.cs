using RaceSim.Kernel.Cpus;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.Fault;

/// <summary>
/// The moment before a page that was found to have one reference is made writable: notes whether it still has only one. Costs nothing in a kernel; nobody acts on it. Argument: page frame.
/// </summary>
internal sealed class ReuseNoteEffect : StepEffect
{
    /// <summary>Stateless.</summary>
    public static readonly ReuseNoteEffect Instance = new();

    public override void Announce(Cpu cpu, ref Operation operation)
    {
        operation.Cell = cpu.Kernel.Frame(cpu.Argument).Folio!.Refcount.Id;
        operation.Mode = AccessMode.Read;
    }

    public override long Perform(Cpu cpu, int value)
    {
        if (cpu.Cells.Read(cpu.Kernel.Frame(cpu.Argument).Folio!.Refcount) != 1)
        {
            cpu.Machine.Reach(cpu.Kernel.Events.ReusedBesideReference);
        }

        return 0;
    }
}
