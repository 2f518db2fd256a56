using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.Fork;

/// <summary>
/// The instant at which the child's image is defined: the end of fork's TLB flush. Until then other threads may store through cached
/// translations into pages that are shared already, and the child rightly sees it. Costs nothing in a kernel; it is the data oracle's
/// snapshot. Argument: number of the child's mm; Argument2: 1 for the beginning of the copy in a fork beside which other threads may fault, from which on the child may see what it copies before
/// or after their stores.
/// </summary>
internal sealed class SnapshotEffect : StepEffect
{
    /// <summary>Stateless.</summary>
    public static readonly SnapshotEffect Instance = new();

    public override void Announce(Cpu cpu, ref Operation operation)
    {
        operation.Cell = cpu.Mm!.Image.Id;
        operation.Mode = IsOpen(cpu) ? AccessMode.Write : AccessMode.Read;
        operation.Cell2 = cpu.Kernel.Mms[cpu.Argument].Image.Id;
        operation.Mode2 = AccessMode.Write;
        operation.Observers = cpu.Cells.Observers(cpu.Kernel.Mms[cpu.Argument].Snapshot.Id);
    }

    public override long Perform(Cpu cpu, int value)
    {
        var child = cpu.Kernel.Mms[cpu.Argument];
        if (IsOpen(cpu))
        {
            cpu.Cells.Write(cpu.Mm!.Image, cpu.Argument2 != 0 ? child.Id : 0);
            if (cpu.Argument2 != 0)
            {
                return 0;
            }
        }

        for (var va = 0; va < child.Pages; va++)
        {
            var expected = cpu.Cells.Read(cpu.Mm!.Expected.At(va));
            var before = cpu.Cells.Read(child.Expected.At(va));
            if (before != Mm.UnknownDatum && expected != before) // Unknown: a device wrote to the page while fork was under way.
            {
                cpu.Cells.Write(child.Expected.At(va), expected);
            }
        }

        cpu.Cells.Write(child.Snapshot, 1);
        return 0;
    }

    /// <summary>Whether a fork does not exclude other threads' faults and its beginning is noted: only where tables change, and so far in no other scenario.</summary>
    public static bool IsOpen(Cpu cpu) => cpu.Mm!.Pool is not null && !cpu.Kernel.Options.ForkExcludesFaults;
}
