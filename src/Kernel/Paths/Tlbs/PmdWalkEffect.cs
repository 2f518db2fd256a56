using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.Tlbs;

/// <summary>
/// The first part of a hardware walk where tables change: finds the PMD entry, in the CPU's own cache of such entries or in memory, and keeps it cached. A CPU that has walked this way before
/// may use what it has cached (value 0) or have lost it (value 1). Argument: page number. Result: the PMD entry.
/// </summary>
internal sealed class PmdWalkEffect : StepEffect
{
    /// <summary>Stateless.</summary>
    public static readonly PmdWalkEffect Instance = new();

    public override void Announce(Cpu cpu, ref Operation operation)
    {
        var tlb = cpu.Kernel.Tlbs.Of(cpu)!;
        operation.Cell = tlb.Mm.Pmd(cpu.Argument).Id;
        operation.Mode = AccessMode.Read;
        if (tlb.HasWalks)
        {
            operation.Cell2 = tlb.Token.Id;
            operation.Mode2 = AccessMode.Write;
            operation.Observers = cpu.Cells.Observers(tlb.Walks.Id);
            operation.Arity = cpu.Cells.Read(tlb.HasWalked) != 0 ? 2 : 1; // Nobody else writes that cell.
        }
    }

    public override long Perform(Cpu cpu, int value)
    {
        var tlb = cpu.Kernel.Tlbs.Of(cpu)!;
        var live = cpu.Cells.Read(tlb.Mm.Pmd(cpu.Argument));
        if (!tlb.HasWalks)
        {
            return live;
        }

        var walk = tlb.Walks.At(cpu.Argument / tlb.Mm.PtesPerTable);
        var cached = cpu.Cells.Read(walk);
        if (cached != 0 && value == 0)
        {
            return cached;
        }

        cpu.Cells.Write(tlb.Token, cpu.Cells.Read(tlb.Token) + 1);
        cpu.Cells.Write(tlb.HasWalked, 1);
        cpu.Cells.Write(walk, live);
        return live;
    }
}
