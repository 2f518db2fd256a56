using RaceSim.Kernel.Cpus;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.Fault;

/// <summary>
/// <c>page_ref_freeze</c> at an expected count of one, and <c>page_ref_unfreeze</c> (include/linux/page_ref.h). Argument: page frame; Argument2: 1 to freeze, 0 to unfreeze. Result: 1, or 0 if there were
/// other references and nothing has changed.
/// </summary>
internal sealed class FreezeEffect : StepEffect
{
    /// <summary>Stateless.</summary>
    public static readonly FreezeEffect Instance = new();

    public override void Announce(Cpu cpu, ref Operation operation)
    {
        var refcount = cpu.Kernel.Frame(cpu.Argument).Folio!.Refcount;
        operation.Cell = refcount.Id;
        operation.Mode = AccessMode.Write;
        operation.Observers = cpu.Cells.Observers(refcount.Id) | cpu.Cells.DecreaseObservers(refcount.Id);
    }

    public override long Perform(Cpu cpu, int value)
    {
        var folio = cpu.Kernel.Frame(cpu.Argument).Folio!;
        var freezes = cpu.Argument2 != 0;
        if (freezes && cpu.Cells.Read(folio.Refcount) != 1)
        {
            return 0;
        }

        cpu.Cells.Write(folio.Frozen, freezes ? 1 : 0);
        cpu.Cells.Write(folio.Refcount, freezes ? 0 : 1);
        return 1;
    }
}
