using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.Fault;

/// <summary>
/// The load on which a write fault that counts references bases its conclusion that it may reuse a page: of the reference count, or (S004's trial) of the mapcount. If it sees 1, the
/// references that there are at that moment are noted for the check. Argument: page frame; Argument2: 1 for the reference count, 0 for the mapcount.
/// </summary>
internal sealed class ReuseTestEffect : StepEffect
{
    /// <summary>Stateless.</summary>
    public static readonly ReuseTestEffect Instance = new();

    public override void Announce(Cpu cpu, ref Operation operation)
    {
        var (folio, _) = cpu.Kernel.Frame(cpu.Argument);
        operation.Cell = Tested(cpu).Id;
        operation.Mode = AccessMode.Read;
        operation.Cell2 = folio!.Refcount.Id;
        operation.Mode2 = AccessMode.Read;
        operation.Observers = cpu.Cells.Observers(cpu.Kernel.ReuseReferences.Id);
    }

    public override long Perform(Cpu cpu, int value)
    {
        var (folio, _) = cpu.Kernel.Frame(cpu.Argument);
        var seen = cpu.Cells.Read(Tested(cpu));
        if (seen == 1)
        {
            cpu.Cells.Write(cpu.Kernel.ReuseReferences, cpu.Cells.Read(folio!.Refcount));
        }

        return seen;
    }

    private static Cell Tested(Cpu cpu)
    {
        var (folio, page) = cpu.Kernel.Frame(cpu.Argument);
        return cpu.Argument2 != 0 ? folio!.Refcount : folio!.Mapcount(page);
    }
}
