using RaceSim.Kernel.Cpus;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.Reclaim;

/// <summary>
/// <c>__remove_mapping</c> of a folio of the swap cache: if only the cache and the caller refer to it and it is not dirty, freezes its reference count and takes it
/// out of the cache, in one step (the kernel does it under the cache's lock, where nobody can find it). Its slots are marked afterwards, under their own
/// lock. The caller gives it back afterwards. Argument: its page frame. Result: 1 if it was frozen.
/// </summary>
internal sealed class RemoveMappingEffect : StepEffect
{
    /// <summary>Stateless.</summary>
    public static readonly RemoveMappingEffect Instance = new();

    public override void Announce(Cpu cpu, ref Operation operation)
    {
        var folio = cpu.Kernel.Frame(cpu.Argument).Folio!;
        operation.Cell = folio.Refcount.Id;
        operation.Mode = AccessMode.Write;
        operation.Cell2 = folio.SwapCached.Id;
        operation.Mode2 = AccessMode.Write;
        operation.Cell3 = folio.Dirty.Id;
        operation.Mode3 = AccessMode.Read;
        operation.Observers = cpu.Cells.Observers(folio.Refcount.Id) | cpu.Cells.DecreaseObservers(folio.Refcount.Id)
            | cpu.Cells.Observers(folio.SwapCached.Id);
    }

    public override long Perform(Cpu cpu, int value)
    {
        var cells = cpu.Cells;
        var folio = cpu.Kernel.Frame(cpu.Argument).Folio!;
        if (cells.Read(folio.SwapCached) == 0 || cells.Read(folio.Refcount) != 1 + folio.Pages || cells.Read(folio.Dirty) != 0)
        {
            return 0;
        }

        cells.Write(folio.Frozen, 1);
        cells.Write(folio.Refcount, 0);
        cells.Write(folio.SwapCached, 0);
        return 1;
    }
}
