using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.Tlbs;

/// <summary>
/// The last part of a hardware walk where tables change: reads the entry of the table that the PMD entry names, sets its dirty bit for a store if both let stores through, and fills the TLB. An invalidation
/// waits for walks that have begun, so a walk whose PMD entry was flushed meanwhile begins again; without walk caches one whose PMD entry has changed. Argument: page number;
/// Argument2: the PMD entry times 2, plus 1 for a store.
/// </summary>
internal sealed class TableWalkEffect : StepEffect
{
    /// <summary>Nothing is there to be cached.</summary>
    public const long NotThere = 0;

    /// <summary>A translation was cached.</summary>
    public const long Filled = 1;

    /// <summary>The walk has to begin again.</summary>
    public const long Again = 2;

    /// <summary>Stateless.</summary>
    public static readonly TableWalkEffect Instance = new();

    public override void Announce(Cpu cpu, ref Operation operation)
    {
        var tlb = cpu.Kernel.Tlbs.Of(cpu)!;
        operation.Cell = tlb.Mm.TableOf(cpu.Argument, Walked(cpu))!.At(cpu.Argument).Id;
        operation.Mode = (cpu.Argument2 & 1) != 0 ? AccessMode.Write : AccessMode.Read;
        operation.Cell2 = tlb.Token.Id;
        operation.Mode2 = AccessMode.Write;
        operation.Cell3 = tlb.Mm.Pmd(cpu.Argument).Id;
        operation.Mode3 = AccessMode.Read;
        operation.Observers = cpu.Cells.Observers(tlb.Entries.Id);
    }

    public override long Perform(Cpu cpu, int value)
    {
        var kernel = cpu.Kernel;
        var tlb = kernel.Tlbs.Of(cpu)!;
        var (va, pmd) = (cpu.Argument, Walked(cpu));
        var basis = tlb.HasWalks ? tlb.Walks.At(va / tlb.Mm.PtesPerTable) : tlb.Mm.Pmd(va);
        if (cpu.Cells.Read(basis) != pmd.Bits)
        {
            return Again;
        }

        var cell = tlb.Mm.TableOf(va, pmd)!.At(va);
        var entry = new Pte(cpu.Cells.Read(cell));
        if (!entry.IsPresent || entry.IsProtNone)
        {
            return NotThere;
        }

        var letsStoresThrough = pmd.IsWritable || kernel.Build.Has(TableMutation.PmdWriteNotChecked);
        if ((cpu.Argument2 & 1) != 0 && entry.IsWritable && letsStoresThrough && !entry.IsDirty)
        {
            entry = entry.MakeDirty();
            cpu.Cells.Write(cell, entry.Bits);
        }

        cpu.Cells.Write(tlb.Token, cpu.Cells.Read(tlb.Token) + 1);
        cpu.Cells.Write(tlb.Entries.At(va), letsStoresThrough ? entry.Bits : entry.WriteProtect().Bits);
        return Filled;
    }

    private static Pmd Walked(Cpu cpu) => new(cpu.Argument2 >> 1);
}
