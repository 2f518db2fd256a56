using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths;

/// <summary>
/// An allocation of a folio that may sleep. Takes one of the CPU's own spare folios, so that allocations commute. Argument: its number of
/// pages. Result: its page frame, or 0 if the scenario gives none.
/// </summary>
internal sealed class AllocateEffect : StepEffect
{
    /// <summary>Stateless.</summary>
    public static readonly AllocateEffect Instance = new();

    /// <summary>The folio that the last step of this CPU allocated; null if none was left.</summary>
    public static Folio? Taken(Cpu cpu) => cpu.Result == 0 ? null : cpu.Kernel.Frame((int)cpu.Result).Folio;

    public override void Announce(Cpu cpu, ref Operation operation)
    {
    }

    public override long Perform(Cpu cpu, int value)
    {
        cpu.MaySleep("an allocation");
        return cpu.Kernel.TakeSpare(cpu, cpu.Argument)?.Pfn ?? 0;
    }
}
