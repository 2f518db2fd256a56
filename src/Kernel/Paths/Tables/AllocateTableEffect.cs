using RaceSim.Kernel.Cpus;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.Tables;

/// <summary>
/// <c>pte_alloc_one</c>: a fresh page table, with one reference; may sleep, and fails (value 1) where the scenario lets it. Takes one of the CPU's own spare tables. Result: its
/// number, or 0.
/// </summary>
internal sealed class AllocateTableEffect : StepEffect
{
    /// <summary>Stateless.</summary>
    public static readonly AllocateTableEffect Instance = new();

    public override void Announce(Cpu cpu, ref Operation operation) => operation.Arity = cpu.Kernel.Pool!.MayFail(cpu) ? 2 : 1;

    public override long Perform(Cpu cpu, int value)
    {
        cpu.MaySleep("an allocation");
        if (value != 0)
        {
            cpu.Kernel.Pool!.Fail(cpu);
            return 0;
        }

        var table = cpu.Kernel.Pool!.Take(cpu) ?? throw new ModelException("the scenario has no spare page table left; raise 'spares: tables'");
        return table.Id;
    }
}
