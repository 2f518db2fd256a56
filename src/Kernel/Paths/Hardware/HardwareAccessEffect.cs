using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.Hardware;

/// <summary>
/// The hardware sets the accessed bit of a present entry, and for a store to a writable one the dirty bit too, in one atomic update: what another CPU's MMU may do at any
/// time, whoever holds the page-table lock. No translation is cached. Argument: page number; Argument2: 1 for a store, plus the mm's number times 2, plus where tables change the table's
/// number times 65536.
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
        if (Mm(cpu).Pool is not null)
        {
            operation.Cell2 = Mm(cpu).Pmd(cpu.Argument).Id; // The walk that began there is over if it changes.
            operation.Mode2 = AccessMode.Read;
        }
    }

    public override long Perform(Cpu cpu, int value)
    {
        var entry = Entry(cpu);
        var pmd = new Pmd(cpu.Cells.Read(Mm(cpu).Pmd(cpu.Argument)));
        if (Mm(cpu).Pool is not null && pmd.Table != TableNumber(cpu))
        {
            return 0;
        }

        var pte = new Pte(cpu.Cells.Read(entry));
        if (!pte.IsPresent || pte.IsProtNone)
        {
            return 0;
        }

        var seen = pte.MakeYoung();
        seen = (cpu.Argument2 & 1) != 0 && pte.IsWritable && (pmd.IsWritable || pmd.IsNone || cpu.Kernel.Build.Has(TableMutation.PmdWriteNotChecked)) ? seen.MakeDirty() : seen;
        if (seen != pte)
        {
            cpu.Cells.Write(entry, seen.Bits);
        }

        return 1;
    }

    private static Mm Mm(Cpu cpu) => cpu.Kernel.Mms[(int)((cpu.Argument2 >> 1) & 0xFF)];

    private static int TableNumber(Cpu cpu) => (int)(cpu.Argument2 >> 16);

    private static Cell Entry(Cpu cpu) =>
        Mm(cpu).Pool is { } pool ? pool.View(Mm(cpu), cpu.Argument, TableNumber(cpu)).At(cpu.Argument) : Mm(cpu).Table(cpu.Argument).At(cpu.Argument);
}
