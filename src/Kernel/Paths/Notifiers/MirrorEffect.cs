using RaceSim.Kernel.Cpus;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.Notifiers;

/// <summary>
/// A secondary MMU takes an entry over, unless an invalidation is under way or has begun since the entry was looked up. Argument: page number times 256 plus the mm's number;
/// Argument2: the entry; operand: the count of invalidations before the lookup.
/// </summary>
internal sealed class MirrorEffect : StepEffect
{
    /// <summary>Stateless.</summary>
    public static readonly MirrorEffect Instance = new();

    public override void Announce(Cpu cpu, ref Operation operation)
    {
        var mm = cpu.Kernel.Mms[cpu.Argument & 0xFF];
        operation.Cell = mm.Mirror.At(cpu.Argument >> 8).Id;
        operation.Mode = AccessMode.Write;
        operation.Cell2 = mm.Invalidations.Id;
        operation.Mode2 = AccessMode.Read;
        operation.Observers = cpu.Cells.Observers(operation.Cell);
    }

    public override long Perform(Cpu cpu, int value)
    {
        var mm = cpu.Kernel.Mms[cpu.Argument & 0xFF];
        var count = cpu.Cells.Read(mm.Invalidations);
        if (count != cpu.Next.Operand || (count & InvalidateEffect.ActiveMask) != 0)
        {
            return 0;
        }

        cpu.Cells.Write(mm.Mirror.At(cpu.Argument >> 8), cpu.Argument2);
        return 1;
    }
}
