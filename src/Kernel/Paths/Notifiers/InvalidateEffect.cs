using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.Notifiers;

/// <summary>
/// Begin or end of an invalidation. A begin takes the range away from the secondary MMU and lets it take nothing over before the end. Argument: number of the mm;
/// Argument2: the range as <see cref="Range"/>; 0 for an end.
/// </summary>
internal sealed class InvalidateEffect : StepEffect
{
    /// <summary>Stateless.</summary>
    public static readonly InvalidateEffect Instance = new();

    /// <summary>The invalidations under way; above them stands how many have begun.</summary>
    public const long ActiveMask = 0xFFFF;

    private const long OneBegun = 1 << 16;

    /// <summary>Encodes pages <paramref name="start"/> to <paramref name="end"/> - 1.</summary>
    public static long Range(int start, int end) => ((long)start << 32) | (uint)end;

    public override void Announce(Cpu cpu, ref Operation operation)
    {
        var mm = cpu.Kernel.Mms[cpu.Argument];
        operation.Cell = mm.Invalidations.Id;
        operation.Mode = AccessMode.Write;
        operation.Observers = cpu.Cells.Observers(mm.Invalidations.Id) | cpu.Cells.Observers(mm.Mirror.Id);
    }

    public override long Perform(Cpu cpu, int value)
    {
        var mm = cpu.Kernel.Mms[cpu.Argument];
        var before = cpu.Cells.Read(mm.Invalidations);
        if (cpu.Argument2 == 0)
        {
            cpu.Cells.Write(mm.Invalidations, before - 1);
            return 0;
        }

        cpu.Cells.Write(mm.Invalidations, before + OneBegun + 1);
        for (var va = (int)(cpu.Argument2 >> 32); va < (int)(uint)cpu.Argument2; va++)
        {
            if (cpu.Cells.Read(mm.Mirror.At(va)) != 0)
            {
                cpu.Cells.Write(mm.Mirror.At(va), 0);
                cpu.Machine.Reach(cpu.Kernel.Events.MirrorInvalidated);
            }
        }

        return 0;
    }
}
