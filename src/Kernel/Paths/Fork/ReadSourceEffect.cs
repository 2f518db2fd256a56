using RaceSim.Kernel.Cpus;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.Fork;

/// <summary>
/// Reads a page's data for a copy that fork makes, and notes whether the page had been freed: its data is somebody else's by then. A marker for the
/// invariant on freed folios; a kernel reads. Argument: the page frame. Result: the datum.
/// </summary>
internal sealed class ReadSourceEffect : StepEffect
{
    /// <summary>Stateless.</summary>
    public static readonly ReadSourceEffect Instance = new();

    public override void Announce(Cpu cpu, ref Operation operation)
    {
        operation.Cell = cpu.Kernel.ContentOf(cpu.Argument).Id;
        operation.Mode = AccessMode.Read;
        if (cpu.Kernel.Frame(cpu.Argument).Folio is { } folio)
        {
            operation.Cell2 = folio.Refcount.Id;
            operation.Mode2 = AccessMode.Read;
            operation.Cell3 = cpu.Kernel.FreedSource.Id;
            operation.Mode3 = AccessMode.Write;
            operation.Observers = cpu.Cells.Observers(cpu.Kernel.FreedSource.Id);
        }
    }

    public override long Perform(Cpu cpu, int value)
    {
        if (cpu.Kernel.Frame(cpu.Argument).Folio is { } folio && cpu.Cells.Read(folio.Refcount) <= 0)
        {
            cpu.Cells.Write(cpu.Kernel.FreedSource, cpu.Argument);
        }

        return cpu.Cells.Read(cpu.Kernel.ContentOf(cpu.Argument));
    }
}
