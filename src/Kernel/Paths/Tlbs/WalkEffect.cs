using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.Tlbs;

/// <summary>
/// The last part of a hardware walk: reads an entry and fills the TLB, in one step, because completion of an invalidation waits for walks that have begun. For a block the
/// hardware may take the entry of any of its pages and translates all of them by it. Argument: page number; Argument2: the page
/// whose entry is taken times 2, plus 1 for a store (which also sets the dirty bit).
/// </summary>
internal sealed class WalkEffect : StepEffect
{
    /// <summary>Stateless.</summary>
    public static readonly WalkEffect Instance = new();

    public override void Announce(Cpu cpu, ref Operation operation)
    {
        var tlb = cpu.Kernel.Tlbs.Of(cpu)!;
        var table = tlb.Mm.Table(cpu.Argument);
        var taken = (int)(cpu.Argument2 >> 1);
        operation.Cell = table.At(taken).Id;
        operation.Mode = (cpu.Argument2 & 1) != 0 ? AccessMode.Write : AccessMode.Read;
        operation.Cell2 = tlb.Token.Id;
        operation.Mode2 = AccessMode.Write;
        operation.Observers = cpu.Cells.Observers(tlb.Entries.Id);
        if (taken != cpu.Argument)
        {
            operation.Cell3 = table.At(cpu.Argument).Id;
            operation.Mode3 = operation.Mode;
        }
    }

    public override long Perform(Cpu cpu, int value)
    {
        var kernel = cpu.Kernel;
        var tlb = kernel.Tlbs.Of(cpu)!;
        var va = cpu.Argument;
        var taken = (int)(cpu.Argument2 >> 1);
        var isStore = (cpu.Argument2 & 1) != 0;
        var table = tlb.Mm.Table(va);
        var entry = new Pte(cpu.Cells.Read(table.At(taken)));
        if (!entry.IsPresent || !entry.IsCont)
        {
            taken = va;
            entry = new Pte(cpu.Cells.Read(table.At(va)));
        }

        if (!entry.IsPresent || entry.IsProtNone)
        {
            return 0;
        }

        if (isStore && entry.IsWritable && !entry.IsDirty)
        {
            entry = entry.MakeDirty();
            cpu.Cells.Write(table.At(taken), entry.Bits);
        }

        Fill(cpu, tlb, va, taken, entry);
        return 1;
    }

    private static void Fill(Cpu cpu, Tlb tlb, int va, int taken, Pte entry)
    {
        cpu.Cells.Write(tlb.Token, cpu.Cells.Read(tlb.Token) + 1);
        if (!entry.IsCont)
        {
            cpu.Cells.Write(tlb.Entries.At(va), entry.Bits);
            return;
        }

        var block = cpu.Kernel.Constants.ContPtes;
        var start = taken / block * block;
        for (var page = start; page < start + block; page++)
        {
            cpu.Cells.Write(tlb.Entries.At(page), entry.Advance(page - taken).Bits);
        }
    }
}
