using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.Tlbs;

/// <summary>
/// Empties a range of the CPU's own TLB. As a <see cref="OperationKind.Flush"/> it then asks the other CPUs of the mm and waits for them; as a
/// <see cref="OperationKind.FlushInterrupt"/> it answers such a request. Argument: number of the mm; operand: range.
/// </summary>
internal sealed class FlushEffect : StepEffect
{
    /// <summary>Stateless.</summary>
    public static readonly FlushEffect Instance = new();

    /// <summary>Encodes a range of pages.</summary>
    public static long Range(int start, int end) => ((long)start << 32) | (uint)end;

    public override void Announce(Cpu cpu, ref Operation operation)
    {
        operation.Operand = cpu.Argument2;
        var tlb = cpu.Kernel.Tlbs.Of(cpu);
        if (tlb is not null && tlb.Mm.Id == cpu.Argument && cpu.Argument2 != 0)
        {
            operation.Cell = tlb.Token.Id;
            operation.Mode = AccessMode.Write;
            operation.Observers = cpu.Cells.Observers(tlb.Entries.Id) | (tlb.HasWalks ? cpu.Cells.Observers(tlb.Walks.Id) : 0);
        }

        if (operation.Kind == OperationKind.Flush)
        {
            operation.Lock = cpu.Kernel.Tlbs.Completion(cpu.Id).Id;
            operation.LockAction = LockAction.Request;
        }
        else if (operation.Kind == OperationKind.FlushInterrupt)
        {
            operation.Lock = cpu.Completion!.Id;
            operation.LockAction = LockAction.Release;
        }
    }

    public override long Perform(Cpu cpu, int value)
    {
        var tlb = cpu.Kernel.Tlbs.Of(cpu);
        if (tlb is null || tlb.Mm.Id != cpu.Argument || cpu.Next.Operand == 0)
        {
            return 0;
        }

        var start = (int)(cpu.Next.Operand >> 32);
        var end = (int)(uint)cpu.Next.Operand;
        cpu.Cells.Write(tlb.Token, cpu.Cells.Read(tlb.Token) + 1);
        for (var va = start; va < end; va++)
        {
            if (cpu.Cells.Read(tlb.Entries.At(va)) != 0)
            {
                cpu.Cells.Write(tlb.Entries.At(va), 0);
            }
        }

        if (tlb.HasWalks)
        {
            FlushWalks(cpu, tlb, start, end);
        }

        cpu.Machine.Cpus[tlb.Cpu.Id].AnnounceAgain();
        return 0;
    }

    private static void FlushWalks(Cpu cpu, Tlb tlb, int start, int end)
    {
        var size = tlb.Mm.PtesPerTable;
        for (var slot = start / size; slot * size < end; slot++)
        {
            if (cpu.Cells.Read(tlb.Walks.At(slot)) != 0)
            {
                cpu.Cells.Write(tlb.Walks.At(slot), 0);
            }
        }
    }
}
