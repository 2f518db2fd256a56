using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.Hardware;

/// <summary>
/// The hardware sets the accessed bit of a present entry, and for a store to a writable one the dirty bit too, in one atomic update: what another CPU's MMU may do at any
/// time, whoever holds the page-table lock. No translation is cached. Argument: page number; Argument2: the mm's number times 2, plus 1 for a store.
/// </summary>
internal sealed class HardwareAccessEffect : StepEffect
{
    /// <summary>Stateless.</summary>
    public static readonly HardwareAccessEffect Instance = new();

    public override void Announce(Cpu cpu, ref Operation operation)
    {
        operation.Cell = Entry(cpu).Id;
        operation.Mode = AccessMode.Write;
        operation.Observers = cpu.Cells.Observers(operation.Cell);
    }

    public override long Perform(Cpu cpu, int value)
    {
        var entry = Entry(cpu);
        var pte = new Pte(cpu.Cells.Read(entry));
        if (!pte.IsPresent || pte.IsProtNone)
        {
            return 0;
        }

        var seen = pte.MakeYoung();
        seen = (cpu.Argument2 & 1) != 0 && pte.IsWritable ? seen.MakeDirty() : seen;
        if (seen != pte)
        {
            cpu.Cells.Write(entry, seen.Bits);
        }

        return 1;
    }

    private static Cell Entry(Cpu cpu) => cpu.Kernel.Mms[(int)(cpu.Argument2 >> 1)].Table(cpu.Argument).At(cpu.Argument);
}
