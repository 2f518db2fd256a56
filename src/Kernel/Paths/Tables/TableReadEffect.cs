using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.Tables;

/// <summary>
/// A load of an entry by somebody who does not hold that table's lock, so that the table may have been freed: then that is noted. Argument: index of the entry; Argument2: number of the table.
/// </summary>
internal sealed class TableReadEffect : StepEffect
{
    /// <summary>Stateless.</summary>
    public static readonly TableReadEffect Instance = new();

    public override void Announce(Cpu cpu, ref Operation operation)
    {
        var page = Page(cpu);
        operation.Cell = page.Entries.At(cpu.Argument).Id;
        operation.Mode = AccessMode.Read;
        operation.Cell2 = page.Freed.Id;
        operation.Mode2 = AccessMode.Read;
    }

    public override long Perform(Cpu cpu, int value)
    {
        var page = Page(cpu);
        if (cpu.Cells.Read(page.Freed) != 0 && !cpu.IsReadingTables)
        {
            cpu.Cells.Write(cpu.Kernel.Pool!.UsedWhenFreed, page.Id);
        }

        return cpu.Cells.Read(page.Entries.At(cpu.Argument));
    }

    private static TablePage Page(Cpu cpu) => cpu.Kernel.Pool!.Pages[(int)cpu.Argument2 - 1];
}
